package org.bridgewall.agent.netlink.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbForgotten;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbLearned;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbListed;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbMonitorFailed;
import org.bridgewall.agent.netlink.link.MacAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hosts on both sides of a bridge; real frames teach it. */
@Tag("kernel")
class FdbKernelTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final MacAddress CLIENT = MacAddress.parse("02:00:00:00:00:c1");
    private static final MacAddress SERVER = MacAddress.parse("02:00:00:00:00:51");

    private final Map<MacAddress, String> seen = new ConcurrentHashMap<>();
    private TestNamespace node;
    private TestNamespace client;
    private TestNamespace server;
    private ForwardingDatabase database;

    @BeforeEach
    void makeBridge() throws Exception {
        node = TestNamespace.create("bwk-");
        client = TestNamespace.create("bwk-");
        server = TestNamespace.create("bwk-");
        node.ip("link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
        node.ip("link set br0 up");
        host(client, "up0", CLIENT, "192.0.2.1/24");
        host(server, "dn0", SERVER, "192.0.2.2/24");
        database = node.call(ForwardingDatabase::open);
    }

    @AfterEach
    void removeBridge() throws Exception {
        database.close();
        client.close();
        server.close();
        node.close();
    }

    private void host(TestNamespace host, String port, MacAddress mac, String address)
            throws Exception {
        host.exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        node.exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        node.ip("link add " + port + " type veth peer name eth0 netns " + host.name());
        node.ip("link set " + port + " master br0 up");
        host.ip("link set eth0 address " + mac + " up");
        host.ip("address add " + address + " dev eth0");
    }

    /** A refused connection: there and back, with ARP before. */
    private void ping() throws Exception {
        client.run(() -> {
            try (Socket socket = new Socket()) {
                assertThatThrownBy(
                                () -> socket.connect(new InetSocketAddress("192.0.2.2", 9), 10_000))
                        .isInstanceOf(ConnectException.class);
            }
        });
    }

    private void keep(FdbEvent event) {
        switch (event) {
            case FdbListed listed -> {
                seen.clear();
                listed.entries().forEach(e -> seen.put(e.mac(), e.portName()));
            }
            case FdbLearned learned -> seen.put(learned.entry().mac(), learned.entry().portName());
            case FdbForgotten forgotten -> seen.remove(forgotten.entry().mac());
            case FdbMonitorFailed failed -> throw new AssertionError(failed.cause());
        }
    }

    private FdbMonitor monitor(Consumer<FdbEvent> consumer, int receiveBytes) throws Exception {
        return node.call(() -> FdbMonitor.start("br0", consumer, receiveBytes));
    }

    @Test
    void learnedHostsAreListedAndOwnAddressesAreNot() throws Exception {
        assertThat(database.list("br0")).isEmpty();
        ping();
        assertThat(database.list("br0"))
                .extracting(FdbEntry::mac, FdbEntry::portName, FdbEntry::vlan)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(CLIENT, "up0", 0),
                        org.assertj.core.groups.Tuple.tuple(SERVER, "dn0", 0));
    }

    @Test
    void permanentEntriesAreNotListed() throws Exception {
        node.exec("bridge", "fdb", "add", "02:00:00:00:00:99", "dev", "up0", "master", "static");
        node.exec("bridge", "fdb", "add", "02:00:00:00:00:98", "dev", "up0", "self", "permanent");
        assertThat(database.list("br0")).isEmpty();
    }

    @Test
    void anotherBridgesEntriesAreNotListed() throws Exception {
        node.ip("link add br1 type bridge");
        ping();
        assertThat(database.list("br1")).isEmpty();
    }

    @Test
    void flushingAPortForgetsItsHostsOnly() throws Exception {
        ping();
        database.flushPort("up0");
        assertThat(database.list("br0")).extracting(FdbEntry::mac).containsExactly(SERVER);
        database.flushBridge("br0");
        assertThat(database.list("br0")).isEmpty();
        assertThat(node.exec("bridge", "fdb", "show", "br", "br0")).contains("permanent");
    }

    @Test
    void anEnteredAddressIsLikeALearnedOne() throws Exception {
        MacAddress mac = MacAddress.parse("02:00:00:00:00:77");
        database.learn(mac, "dn0", 0);
        assertThat(database.list("br0")).extracting(FdbEntry::mac).containsExactly(mac);
        database.learn(mac, "up0", 0);
        assertThat(database.list("br0")).extracting(FdbEntry::portName).containsExactly("up0");
        database.flushPort("up0");
        assertThat(database.list("br0")).isEmpty();
    }

    @Test
    void aMissingBridgeIsToldByName() {
        assertThatThrownBy(() -> database.list("br9"))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                .hasMessageContaining("br9");
        assertThatThrownBy(() -> node.call(() -> FdbMonitor.start("br9", this::keep)))
                .hasMessageContaining("br9");
        assertThatThrownBy(() -> database.flushPort("up9")).hasMessageContaining("up9");
    }

    @Test
    void theMonitorReportsLearningMovingAndForgetting() throws Exception {
        try (FdbMonitor monitor = monitor(this::keep, 1 << 20)) {
            assertThat(monitor).isNotNull();
            ping();
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(seen)
                                    .containsOnly(
                                            Map.entry(CLIENT, "up0"), Map.entry(SERVER, "dn0")));
            database.learn(CLIENT, "dn0", 0);
            await().atMost(SOON).until(() -> "dn0".equals(seen.get(CLIENT)));
            database.flushBridge("br0");
            await().atMost(SOON).until(seen::isEmpty);
        }
    }

    @Test
    void theMonitorBeginsWithWhatIsThere() throws Exception {
        ping();
        try (FdbMonitor monitor = monitor(this::keep, 1 << 20)) {
            assertThat(monitor).isNotNull();
            await().atMost(SOON)
                    .until(() -> seen.keySet().containsAll(java.util.Set.of(CLIENT, SERVER)));
        }
    }

    @Test
    void afterAnOverrunTheMonitorListsAgain() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        FdbMonitor monitor =
                monitor(
                        event -> {
                            keep(event);
                            if (event instanceof FdbLearned && held.getCount() > 0) {
                                held.countDown();
                                try {
                                    hold.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        },
                        4_096);
        try (monitor) {
            // Learned only once the monitor listens: before, the first listing would have it.
            int attempts = 0;
            while (held.getCount() > 0) {
                database.learn(new MacAddress(0x0200_0000_0000L + ++attempts), "up0", 0);
                held.await(10, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            for (int i = 0; i < 200; i++) {
                database.learn(new MacAddress(0x0200_0000_1000L + i), "up0", 0);
            }
            hold.countDown();
            await().atMost(SOON).until(() -> seen.containsKey(new MacAddress(0x0200_0000_10c7L)));
            await().atMost(SOON).until(() -> seen.size() >= 200);
        }
    }
}
