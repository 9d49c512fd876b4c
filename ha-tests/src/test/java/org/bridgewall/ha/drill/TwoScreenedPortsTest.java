package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bridgewall.agent.state.SaveOutcome;
import org.bridgewall.agent.state.SavedPolicy;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.ha.traffic.EchoServer;
import org.bridgewall.ha.traffic.LongLivedConnections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two screened ports on each node, a server behind each, and {@code relearn: both}:
 *
 * <pre>
 *            +- up0 n1 dn0 - swb - server
 * client - swa        dn1 - swc - second
 *            +- up0 n2 ...
 * </pre>
 */
@Tag("kernel")
class TwoScreenedPortsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SERVER = "192.0.2.25";
    private static final String SECOND = "192.0.2.26";
    private static final String POLICY =
            """
            <hosts>
              <server>
                192.0.2.25
              </server>
              <second>
                192.0.2.26
              </second>
            </hosts>
            <groups>
              local      192.0.2.0/24
            </groups>
            <in>
              <server>
                7/tcp       any
              </server>
              <second>
                7/tcp       any
              </second>
            </in>
            """;

    private PairFixture pair;

    @BeforeEach
    void up() throws IOException {
        pair = new PairFixture("two");
        for (String place : List.of("client", "server", "second", "swa", "swb", "swc")) {
            pair.place(place);
        }
        pair.wire("client", "eth0", "swa", "host");
        pair.wire("server", "eth0", "swb", "host");
        pair.wire("second", "eth0", "swc", "host");
        for (String node : List.of("n1", "n2")) {
            pair.wire(node, "up0", "swa", node);
            pair.wire(node, "dn0", "swb", node);
            pair.wire(node, "dn1", "swc", node);
            pair.ip(node, "link add br0 type bridge stp_state 0");
            assertThat(
                            new StateDirectory(pair.state(node))
                                    .savePolicy("dmz", new SavedPolicy(1, "two.policy", POLICY)))
                    .isInstanceOf(SaveOutcome.Saved.class);
        }
        for (String zwitch : List.of("swa", "swb", "swc")) {
            pair.zwitch(zwitch, "host", "n1", "n2");
        }
        address("client", "192.0.2.100");
        address("server", SERVER);
        address("second", SECOND);
        pair.start("n1", instance(120));
        pair.start("n2", instance(100));
        await().atMost(LONG).until(() -> leadsReady("n1", "n2") || leadsReady("n2", "n1"));
    }

    @AfterEach
    void down() throws IOException {
        System.out.println(pair.log("n1"));
        System.out.println(pair.log("n2"));
        pair.close();
    }

    private void address(String host, String address) throws IOException {
        pair.ip(host, "address add " + address + "/24 dev eth0");
        pair.ip(host, "link set eth0 up");
    }

    private static String instance(int priority) {
        return """
        - name: dmz
          vrid: 7
          bridge: br0
          uplink: up0
          screened: [ dn0, dn1 ]
          priority: %d
          advert_interval: 50ms
          lease: 250ms
          relearn: both
          vips: [ { address: 10.97.0.75/24, dev: sync0 }, { address: 2001:db8:97::75/64, dev: sync0 } ]
        """
                .formatted(priority);
    }

    @Test
    void bothPortsServeFailOverTogetherAndOneAloneIsBetterThanNone() throws IOException {
        String master = pair.leads("n1") ? "n1" : "n2";
        String standby = PairFixture.other(master);
        try (EchoServer _ = new EchoServer(pair.namespace("server"));
                EchoServer _ = new EchoServer(pair.namespace("second"));
                LongLivedConnections load = load("client", SERVER, SECOND);
                LongLivedConnections across = load("server", SECOND)) {
            alive(load);
            alive(across);
            await().atMost(LONG).until(() -> ready(standby));

            // A planned move; the demoted node then bounces its ports and keeps its candidacy.
            long bounces = carrierLosses("swa", master);
            pair.agentctl(master, "switchover");
            await().atMost(LONG).until(() -> leadsReady(standby, master));
            await().atMost(LONG)
                    .until(() ->
                            pair.addresses(standby, "sync0").contains("10.97.0.75")
                                    && pair.addresses(standby, "sync0")
                                            .contains("2001:db8:97::75"));
            await().atMost(LONG)
                    .until(() ->
                            !pair.addresses(master, "sync0").contains("10.97.0.75")
                                    && !pair.addresses(master, "sync0")
                                            .contains("2001:db8:97::75"));
            alive(load);
            alive(across);
            await().atMost(LONG)
                    .untilAsserted(() -> {
                        assertThat(carrierLosses("swa", master)).isEqualTo(bounces + 1);
                        assertThat(carrierLosses("swb", master)).isEqualTo(bounces + 1);
                        assertThat(carrierLosses("swc", master)).isEqualTo(bounces + 1);
                    });
            assertThat(pair.agentctl(master, "why").out()).doesNotContain("FAULT");

            // One of the two screened cables of the new master: the other node serves both.
            pair.ip("swc", "link set " + standby + " down");
            await().atMost(LONG).until(() -> pair.leads(master));
            alive(load);
            alive(across);

            // And now the other one there as well, with nobody else: one server is served still.
            pair.kill(standby);
            await().atMost(LONG).until(() -> lone(master));
            pair.ip("swb", "link set " + master + " down");
            try (LongLivedConnections half = load("client", SECOND)) {
                alive(half);
                assertThat(pair.leads(master)).isTrue();
            }
            pair.ip("swb", "link set " + master + " up");
            alive(load);
            alive(across);
            assertThat(load.deaths()).isEmpty();
            assertThat(across.deaths()).isEmpty();
        }
    }

    private LongLivedConnections load(String from, String... servers) throws IOException {
        List<InetSocketAddress> addresses =
                List.of(servers).stream()
                        .map(each -> new InetSocketAddress(each, EchoServer.PORT))
                        .toList();
        return new LongLivedConnections(pair.namespace(from), addresses, 10, Duration.ofMillis(50));
    }

    private static void alive(LongLivedConnections load) {
        assertThat(load.awaitAliveSince(System.nanoTime(), LONG)).isEqualTo(load.count());
    }

    private boolean leadsReady(String leader, String follower) throws IOException {
        return pair.leads(leader) && ready(follower);
    }

    private boolean ready(String node) throws IOException {
        return pair.self(node).path("readiness").path("ready").asBoolean();
    }

    private boolean lone(String node) throws IOException {
        return pair.self(node).path("lone").asBoolean();
    }

    /** How often the switch's port towards a node lost its carrier. */
    private long carrierLosses(String zwitch, String node) throws IOException {
        Path count = Path.of("/sys/class/net", node, "carrier_down_count");
        return Long.parseLong(pair.in(zwitch, "cat", count.toString()).trim());
    }
}
