package org.bridgewall.ha.drill;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.bridgewall.ha.lab.AgentView;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Site;
import org.bridgewall.ha.lab.Topology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the kernel of a master has learned beside connections is in the next master's kernel: the
 * scanner that it banned, and the connection that a helper expects.
 */
@Tag("kernel")
class RecordsDrillTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SCANNER = "192.0.2.99";
    private static final int CLOSED_PORT = 999;
    private static final int CONTROL_PORT = 80;
    private static final int REFUSED_DATAGRAMS = 100;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Lab LAB = lab();

    @BeforeAll
    static void up() throws IOException {
        LAB.up(true, Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
        for (String node : Topology.NODES) {
            inNode(
                    node,
                    "nft",
                    "add table inet drill; add ct helper inet drill ftp { type \"ftp\" protocol tcp; };"
                            + " add chain inet drill c { type filter hook forward priority -10; };"
                            + " add rule inet drill c tcp dport 80 ct helper set \"ftp\"");
        }
        Netns.ip(namespace("client"), "addr add " + SCANNER + "/24 dev eth0");
    }

    @AfterAll
    static void down() throws IOException {
        LAB.down();
    }

    @Test
    void bansAndExpectationsSurviveTheDeathOfTheMaster() throws Exception {
        String master = LAB.master().orElseThrow();
        String standby = master.equals("b1") ? "b2" : "b1";
        try (ServerSocket listener =
                        Netns.call(
                                namespace("server"),
                                () -> new ServerSocket(CONTROL_PORT, 5, address(Topology.SERVER_V4)));
                Socket client =
                        Netns.call(
                                namespace("client"),
                                () -> new Socket(Topology.SERVER_V4, CONTROL_PORT));
                Socket server = listener.accept()) {
            say(server, client, "220 ready");
            say(client, server, "PASV");
            say(server, client, "227 Entering Passive Mode (192,0,2,25,201,11)");
            assertThat(inNode(master, "conntrack", "-L", "expect")).contains("dport=51467");

            scan();
            await().atMost(LONG).until(() -> bans(master).contains(SCANNER));
            await().atMost(LONG).until(() -> bans(standby).contains(SCANNER));
            assertThat(inNode(standby, "conntrack", "-L", "expect")).doesNotContain("dport=51467");

            LAB.crash(master);
            await().atMost(LONG)
                    .until(() -> LAB.view(standby).filter(AgentView::master).isPresent());

            assertThat(inNode(standby, "conntrack", "-L", "expect")).contains("dport=51467");
            say(client, server, "NOOP");
            say(server, client, "200 still here");
            assertThat(bans(standby)).contains(SCANNER);
            assertThatThrownBy(() -> Netns.call(namespace("client"), () -> knock(SCANNER)))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
            assertThat(Netns.<Boolean>call(
                            namespace("client"), () -> knock(Topology.CLIENT_V4)))
                    .as("another source gets in")
                    .isTrue();
        }
    }

    /** More refused datagrams than the policy's threshold of 30 a minute. */
    private static void scan() throws IOException {
        Netns.call(
                namespace("client"),
                () -> {
                    try (DatagramSocket socket =
                            new DatagramSocket(new InetSocketAddress(SCANNER, 0))) {
                        InetAddress target = address(Topology.SERVER_V4);
                        for (int i = 0; i < REFUSED_DATAGRAMS; i++) {
                            socket.send(
                                    new DatagramPacket(new byte[1], 1, target, CLOSED_PORT + i));
                        }
                    }
                    return true;
                });
    }

    private static boolean knock(String source) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(source, 0));
            socket.connect(new InetSocketAddress(Topology.SERVER_V4, CONTROL_PORT), 2_500);
            return socket.isConnected();
        }
    }

    private static void say(Socket from, Socket to, String line) throws IOException {
        to.setSoTimeout(PATIENCE_MILLIS);
        from.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        assertThat(new String(to.getInputStream().readNBytes(line.length() + 2), US_ASCII).strip())
                .isEqualTo(line);
    }

    private static String bans(String node) throws IOException {
        return inNode(node, "nft", "list", "set", "inet", "bw_dmz", "hostdeny4");
    }

    private static String inNode(String node, String... words) throws IOException {
        String[] all = new String[words.length + 4];
        System.arraycopy(new String[] {"ip", "netns", "exec", namespace(node)}, 0, all, 0, 4);
        System.arraycopy(words, 0, all, 4, words.length);
        return Command.run(all);
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private static String namespace(String place) {
        return LAB.site().namespace(place);
    }

    private static Lab lab() {
        try {
            return new Lab(Site.ofThisProcess(), Distribution.find(), System.out::println);
        } catch (IOException e) {
            throw new IllegalStateException("the class path of this JVM serves as distribution", e);
        }
    }
}
