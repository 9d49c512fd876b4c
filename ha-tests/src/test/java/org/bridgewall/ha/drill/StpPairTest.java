package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bridgewall.agent.state.SaveOutcome;
import org.bridgewall.agent.state.SavedPolicy;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.ha.traffic.EchoServer;
import org.bridgewall.ha.traffic.LongLivedConnections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mode {@code stp} between switches without a spanning tree, at the shortest timers; at the
 * kernel's defaults, which take minutes, with {@code -Dstp.timers=default}.
 */
@Tag("kernel")
class StpPairTest {
    private static final boolean SLOW = System.getProperty("stp.timers", "").equals("default");
    private static final Duration LONG = Duration.ofSeconds(SLOW ? 240 : 90);

    /** In hundredths of a second, as the kernel takes them. */
    private static final int FORWARD_DELAY = SLOW ? 1_500 : 200;

    private static final int HELLO_TIME = SLOW ? 200 : 100;
    private static final int MAX_AGE = SLOW ? 2_000 : 600;
    private static final String SERVER = "192.0.2.25";
    private static PairFixture pair;

    @BeforeAll
    static void up() throws IOException {
        pair = new PairFixture("stp");
        for (String place : List.of("client", "server", "swa", "swb")) {
            pair.place(place);
        }
        pair.wire("client", "eth0", "swa", "host");
        pair.wire("server", "eth0", "swb", "host");
        for (String node : List.of("n1", "n2")) {
            pair.wire(node, "up0", "swa", node);
            pair.wire(node, "dn0", "swb", node);
            pair.ip(
                    node,
                    "link add br0 type bridge stp_state 1 forward_delay %d hello_time %d max_age %d"
                            .formatted(FORWARD_DELAY, HELLO_TIME, MAX_AGE));
            SavedPolicy policy =
                    new SavedPolicy(
                            1,
                            "lab.policy",
                            Files.readString(Path.of("..", "deploy", "examples", "lab.policy")));
            assertThat(new StateDirectory(pair.state(node)).savePolicy("dmz", policy))
                    .isInstanceOf(SaveOutcome.Saved.class);
        }
        pair.zwitch("swa", "host", "n1", "n2");
        pair.zwitch("swb", "host", "n1", "n2");
        for (String host : List.of("client", "server")) {
            String address = host.equals("server") ? SERVER : "192.0.2.100";
            pair.ip(host, "address add " + address + "/24 dev eth0");
            pair.ip(host, "link set eth0 up");
        }
        pair.start("n1", instance(120));
        pair.start("n2", instance(100));
    }

    @AfterAll
    static void down() throws IOException {
        System.out.println(pair.log("n1"));
        System.out.println(pair.log("n2"));
        pair.close();
    }

    private static String instance(int priority) {
        return """
        - name: dmz
          vrid: 7
          mode: stp
          bridge: br0
          uplink: up0
          screened: [ dn0 ]
          priority: %d
          advert_interval: 500ms
          lease: 1500ms
        """
                .formatted(priority);
    }

    @Test
    void theTreeFollowsTheRoleAndTheStateFollowsTheTree() throws IOException {
        await().atMost(LONG).until(() -> forwards("n1") != forwards("n2"));
        await().atMost(LONG)
                .until(() ->
                        (forwards("n1") && pair.leads("n1"))
                                || (forwards("n2") && pair.leads("n2")));
        String master = pair.leads("n1") ? "n1" : "n2";
        String standby = PairFixture.other(master);
        assertThat(pair.self(standby).path("spanning_tree").path("ports").toString())
                .contains("BLOCKING");
        assertThat(pair.self(master).path("spanning_tree").path("transition_min_ms").asInt())
                .isEqualTo(20 * FORWARD_DELAY);
        assertThat(pair.self(master).path("spanning_tree").path("transition_max_ms").asInt())
                .isEqualTo(20 * FORWARD_DELAY + 10 * MAX_AGE);

        try (EchoServer _ = new EchoServer(pair.namespace("server"));
                LongLivedConnections load =
                        new LongLivedConnections(
                                pair.namespace("client"),
                                List.of(new InetSocketAddress(SERVER, EchoServer.PORT)),
                                20,
                                Duration.ofMillis(100))) {
            long now = System.nanoTime();
            assertAllAlive(load, now);
            await().atMost(LONG)
                    .until(() -> pair.self(standby).path("readiness").path("ready").asBoolean());

            // The cables of the master: the tree notices by itself, and so does the election.
            pair.ip("swa", "link set " + master + " down");
            pair.ip("swb", "link set " + master + " down");
            await().atMost(LONG).until(() -> forwards(standby) && pair.leads(standby));
            long moved = System.nanoTime();
            assertAllAlive(load, moved);

            pair.ip("swa", "link set " + master + " up");
            pair.ip("swb", "link set " + master + " up");
            await().atMost(LONG)
                    .until(() -> pair.self(master).path("readiness").path("ready").asBoolean());
            assertThat(forwards(master)).isFalse();

            // A planned move: the old node goes on forwarding until the tree has moved.
            pair.agentctl(master, "switchover");
            await().atMost(LONG).until(() -> forwards(master) && !forwards(standby));
            long planned = System.nanoTime();
            assertAllAlive(load, planned);
        }
    }

    /** Of a connection that was interrupted TCP tries again after as long as it was, at worst. */
    private static void assertAllAlive(LongLivedConnections load, long since) throws IOException {
        int alive = load.awaitAliveSince(since, LONG.multipliedBy(2));
        assertThat(load.deaths()).isEmpty();
        assertThat(alive).as(alive < load.count() ? state() : "").isEqualTo(load.count());
    }

    /** Where the frames go, and what the nodes know of the connections. */
    private static String state() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String place : List.of("swa", "n1", "n2", "swb")) {
            text.append(place).append('\n').append(pair.in(place, "bridge", "link", "show"));
            text.append(pair.in(place, "bridge", "fdb", "show", "br", "br0", "dynamic"));
        }
        for (String node : List.of("n1", "n2")) {
            text.append(node).append('\n').append(pair.in(node, "conntrack", "-L", "-p", "tcp"));
        }
        return text.toString();
    }

    /** Somebody makes the standby's bridge the root: the frames go where the role is not. */
    @Test
    void aTreeThatDisagreesWithTheRoleIsNamed() throws IOException {
        await().atMost(LONG)
                .until(() ->
                        (forwards("n1") && pair.leads("n1"))
                                || (forwards("n2") && pair.leads("n2")));
        String master = pair.leads("n1") ? "n1" : "n2";
        String standby = PairFixture.other(master);
        pair.ip(standby, "link set br0 type bridge priority 0");
        await().atMost(LONG)
                .untilAsserted(() -> {
                    assertThat(mismatch(master))
                            .contains(
                                    "this node leads, but the spanning tree lets nothing cross it")
                            .contains("BLOCKING");
                    assertThat(mismatch(standby))
                            .contains(
                                    "this node does not lead, but the spanning tree lets frames cross it");
                });
        assertThat(pair.leads(master)).isTrue();
        pair.ip(standby, "link set br0 type bridge priority 61440");
        await().atMost(LONG).until(() -> forwards(master) && !forwards(standby));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(mismatch(master) + mismatch(standby)).isEmpty());
    }

    private static String mismatch(String node) throws IOException {
        for (JsonNode finding : pair.status(node).path("verdict").path("findings")) {
            if (finding.path("code").asText().equals("STP_MISMATCH")) {
                return finding.path("message").asText();
            }
        }
        return "";
    }

    private static boolean forwards(String node) throws IOException {
        return pair.self(node).path("spanning_tree").path("forwards").asBoolean();
    }
}
