package org.bridgewall.agent.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.ruleset.Ruleset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example policy between a client and a server of this kernel. */
@Tag("kernel")
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NftPolicyKernelTest {
    private static final PolicyStamp FIRST = new PolicyStamp(1, "aa01");
    private static final PolicyStamp SECOND = new PolicyStamp(2, "aa02");

    private final BridgeLab lab = new BridgeLab();
    private final NftPolicy policy =
            new NftPolicy(lab.nft(), new InstancePorts("dmz", "br0", "up0", List.of("dn0")));

    @BeforeEach
    void applyExample() throws Exception {
        policy.apply(Policies.aquilante(), FIRST);
    }

    @AfterEach
    void removeNamespaces() {
        lab.close();
    }

    @Test
    void stampIsReadBack() throws Exception {
        assertThat(policy.standing()).contains(FIRST);
        policy.apply(Policies.aquilante(), SECOND);
        assertThat(policy.standing()).contains(SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {BridgeLab.SERVER4, BridgeLab.SERVER6})
    void allowedPortPassesAndDeniedDoesNot(String server) throws Exception {
        assertThat(reaches(lab.client, lab.server, server, 25)).isTrue();
        assertThat(reaches(lab.client, lab.server, server, 22)).isTrue();
        assertThat(reaches(lab.client, lab.server, server, 26)).isFalse();
        assertThat(reaches(lab.client, lab.server, server, 9102)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {BridgeLab.CLIENT4, BridgeLab.CLIENT6})
    void screenedHostReachesOnlyWhatItMay(String client) throws Exception {
        assertThat(reaches(lab.server, lab.client, client, 443)).isTrue();
        assertThat(reaches(lab.server, lab.client, client, 22)).isFalse();
        assertThat(reaches(lab.server, lab.client, client, 53)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {BridgeLab.SERVER4, BridgeLab.SERVER6})
    void establishedConnectionSurvivesAnotherPolicy(String server) throws Exception {
        try (Connection connection = connect(server, 25)) {
            assertThat(connection.echoes()).isTrue();
            policy.apply(
                    Policies.compile(
                            "<hosts> aquilante 192.0.2.25 2001:db8:0:2::25\n</hosts>"
                                    + "<in><aquilante> 22/tcp any\n</aquilante></in>"),
                    SECOND);
            assertThat(connection.echoes()).isTrue();
        }
        assertThat(reaches(lab.client, lab.server, server, 25)).isFalse();
        assertThat(reaches(lab.client, lab.server, server, 22)).isTrue();
    }

    @Test
    void connectionWithoutStateIsInvalidWhenPickUpIsOff() throws Exception {
        try (Connection connection = connect(BridgeLab.SERVER4, 25)) {
            assertThat(connection.echoes()).isTrue();
            lab.onNode("conntrack", "-F");
            assertThat(connection.echoes()).isFalse();
        }
        assertThat(dropped("c_inv")).isPositive();
    }

    @Test
    void newConnectionWithoutSynIsDropped() throws Exception {
        lab.sysctl("net.netfilter.nf_conntrack_tcp_loose=1");
        try (Connection connection = connect(BridgeLab.SERVER4, 25)) {
            assertThat(connection.echoes()).isTrue();
            lab.onNode("conntrack", "-F");
            assertThat(connection.echoes()).isFalse();
        }
        assertThat(dropped("notsyn")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nft delete table inet bw_dmz",
                "nft flush table inet bw_dmz",
                "nft flush table bridge bw_dmz",
                "nft delete table bridge bw_dmz",
                "sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0"
            })
    void aMissingPieceCloses(String damage) throws Exception {
        try (Connection connection = connect(BridgeLab.SERVER4, 25)) {
            assertThat(connection.echoes()).isTrue();
            lab.onNode(damage.split(" "));
            assertThat(connection.echoes()).isFalse();
        }
        assertThat(reaches(lab.client, lab.server, BridgeLab.SERVER4, 25)).isFalse();
        assertThat(reaches(lab.client, lab.server, BridgeLab.SERVER6, 25)).isFalse();
    }

    @Test
    void tablesAreListedAgainOnlyAfterTheRulesetHasChanged(@TempDir Path directory)
            throws Exception {
        Path runs = Files.createFile(directory.resolve("runs"));
        String count = "echo >>" + runs + "; exec nft \"$@\"";
        NftProgram counted =
                new NftProgram(
                        List.of("ip", "netns", "exec", lab.node, "sh", "-c", count, "nft"),
                        Duration.ofSeconds(30));
        InstancePorts ports = new InstancePorts("dmz", "br0", "up0", List.of("dn0"));
        try (RulesetGeneration generation = lab.within(lab.node, RulesetGeneration::open)) {
            NftPolicy watched = new NftPolicy(counted, ports, generation);
            assertThat(watched.standing()).contains(FIRST);
            long listed = Files.size(runs);
            assertThat(watched.standing()).contains(FIRST);
            assertThat(Files.size(runs)).isEqualTo(listed);

            lab.onNode("nft", "add", "table", "inet", "of_somebody_else");
            assertThat(watched.standing()).contains(FIRST);
            assertThat(Files.size(runs)).isGreaterThan(listed);

            lab.onNode("nft", "delete", "table", "bridge", "bw_dmz");
            assertThat(watched.standing()).isEmpty();
            watched.apply(Policies.aquilante(), SECOND);
            assertThat(watched.standing()).contains(SECOND);
        }
    }

    @Test
    void flushedTablesHoldNoPolicy() throws Exception {
        lab.onNode("nft", "flush", "ruleset");
        assertThat(policy.standing()).isEmpty();
        policy.apply(Policies.aquilante(), SECOND);
        assertThat(policy.standing()).contains(SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {BridgeLab.SERVER4, BridgeLab.SERVER6})
    void bannedSourceIsRefusedUntilLifted(String server) throws Exception {
        String client = server.equals(BridgeLab.SERVER4) ? BridgeLab.CLIENT4 : BridgeLab.CLIENT6;
        IpAddress source = IpAddress.parse(client).orElseThrow();
        policy.ban(source, Duration.ofMinutes(5));
        policy.ban(source, Duration.ofMinutes(6));
        policy.apply(Policies.aquilante(), SECOND);
        assertThat(policy.bans()).extracting(KernelBan::address).containsExactly(source);
        assertThat(policy.bans().getFirst().remaining())
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        assertThat(reaches(lab.client, lab.server, server, 25)).isFalse();
        policy.lift(source);
        policy.lift(source);
        assertThat(policy.bans()).isEmpty();
        assertThat(reaches(lab.client, lab.server, server, 25)).isTrue();
    }

    @Test
    void probeFramesCrossAndOtherEthertypesDoNot() throws Exception {
        assertThat(crossing("034257000001", "88b5")).isEqualTo(1);
        assertThat(crossing("034257000002", "88b5")).isZero();
        assertThat(crossing("ffffffffffff", "8863")).isZero();
        assertThat(crossing("0180c2000000", "0026")).isZero();
    }

    /** How many of one crafted frame sent by the client arrive at the server. */
    private long crossing(String destination, String ethertype) {
        String script =
                """
                import ctypes, socket, sys
                libc = ctypes.CDLL(None, use_errno=True)
                def opened(ns):
                    with open('/run/netns/' + ns) as f:
                        if libc.setns(f.fileno(), 0x40000000) != 0:
                            raise OSError(ctypes.get_errno(), 'setns ' + ns)
                    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
                    s.bind(('e0', 3))
                    return s
                near, far = opened(sys.argv[1]), opened(sys.argv[2])
                frame = bytes.fromhex(sys.argv[3] + '020000000001' + sys.argv[4]) + b'bridgewall probe'.ljust(46)
                near.send(frame)
                far.settimeout(0.3)
                seen = 0
                try:
                    while True:
                        seen += far.recv(2048) == frame
                except socket.timeout:
                    print(seen)
                """;
        return Long.parseLong(
                Shell.input(script, "python3", "-", lab.client, lab.server, destination, ethertype)
                        .strip());
    }

    @Test
    void largePolicyGoesInPiecesAndLeavesNothingOfTheOldOne() throws Exception {
        StringBuilder text =
                new StringBuilder(
                        "<hosts> aquilante 192.0.2.25 2001:db8:0:2::25\n</hosts><in><aquilante>\n");
        for (int port = 1; port <= 2_500; port++) {
            text.append(port).append("/tcp any\n");
        }
        Ruleset large = Policies.compile(text.append("</aquilante></in>").toString());
        assertThat(large.rowCount()).isGreaterThan(PolicyScript.SINGLE_TRANSACTION_ROWS);
        policy.check(large, SECOND);
        assertThat(policy.standing()).contains(FIRST);
        try (Connection connection = connect(BridgeLab.SERVER4, 25)) {
            policy.apply(large, SECOND);
            assertThat(connection.echoes()).isTrue();
        }
        assertThat(reaches(lab.client, lab.server, BridgeLab.SERVER6, 2_500)).isTrue();
        assertThat(reaches(lab.client, lab.server, BridgeLab.SERVER4, 2_501)).isFalse();
        policy.apply(Policies.aquilante(), FIRST);
        String table = lab.onNode("nft", "list", "table", "inet", "bw_dmz");
        assertThat(table).contains("in4_a").doesNotContain("in4_b");
        assertThat(reaches(lab.client, lab.server, BridgeLab.SERVER4, 2_500)).isFalse();
    }

    @Test
    void closedRulesetLetsNothingPass() throws Exception {
        policy.apply(Ruleset.closed(), new PolicyStamp(0, "0"));
        assertThat(policy.standing()).contains(new PolicyStamp(0, "0"));
        assertThat(reaches(lab.client, lab.server, BridgeLab.SERVER4, 25)).isFalse();
        assertThat(reaches(lab.client, lab.server, BridgeLab.SERVER6, 25)).isFalse();
    }

    @Test
    void refusedPolicyLeavesTheOldOneStanding() throws Exception {
        NftPolicy other =
                new NftPolicy(
                        new NftProgram(
                                List.of("ip", "netns", "exec", lab.node, "no-such-nft"),
                                Duration.ofSeconds(5)),
                        new InstancePorts("dmz", "br0", "up0", List.of("dn0")));
        assertThatThrownBy(() -> other.apply(Policies.aquilante(), SECOND))
                .isInstanceOf(NftException.class)
                .hasMessageContaining("no-such-nft");
        assertThat(policy.standing()).contains(FIRST);
    }

    @Test
    void removeLeavesNothing() throws Exception {
        policy.remove();
        policy.remove();
        assertThat(lab.onNode("nft", "list", "ruleset")).isEmpty();
    }

    private long dropped(String chain) {
        String text = lab.onNode("nft", "list", "chain", "inet", "bw_dmz", chain);
        return Arrays.stream(text.split("\n"))
                .filter(line -> line.contains("counter packets"))
                .mapToLong(
                        line -> Long.parseLong(line.replaceAll(".*counter packets (\\d+).*", "$1")))
                .sum();
    }

    private boolean reaches(String from, String to, String address, int port) throws IOException {
        try (ServerSocket listener = listen(to, address, port);
                Socket socket = lab.connect(from, address, port, 1500)) {
            return socket.isConnected() && listener.isBound();
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private ServerSocket listen(String namespace, String address, int port) throws IOException {
        return lab.within(
                namespace, () -> new ServerSocket(port, 5, InetAddress.getByName(address)));
    }

    private Connection connect(String address, int port) throws IOException {
        ServerSocket listener = listen(lab.server, address, port);
        Socket near = lab.connect(lab.client, address, port, 2000);
        return new Connection(listener, near, listener.accept());
    }

    private record Connection(ServerSocket listener, Socket near, Socket far)
            implements AutoCloseable {
        /** A byte each way within half a second. */
        boolean echoes() throws IOException {
            near.setSoTimeout(500);
            far.setSoTimeout(500);
            try {
                near.getOutputStream().write(1);
                int there = far.getInputStream().read();
                far.getOutputStream().write(there);
                return near.getInputStream().read() == 1;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
            listener.close();
        }
    }
}
