package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.bridge.FdbMonitor;
import org.bridgewall.sync.cache.InternalCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real bridge learns, as the standby would announce it. */
@Tag("kernel")
class HostReplicationKernelTest {
    private static final int VRID = 51;
    private static final LearnedHost CLIENT = new LearnedHost(0x0200000000c1L, 0);
    private static final LearnedHost SERVER = new LearnedHost(0x020000000051L, 1);

    private final ReplicatedPair pair = new ReplicatedPair();
    private final ConcurrentLinkedQueue<Consumer<InternalCache>> tasks =
            new ConcurrentLinkedQueue<>();
    private final HostIntake intake = new HostIntake(VRID, List.of("up0", "dn0"), tasks::add);
    private TestNamespace bridge;
    private TestNamespace client;
    private TestNamespace server;

    @BeforeEach
    void aBridgeBetweenTwoHosts() throws Exception {
        bridge = TestNamespace.create("bwh-");
        client = TestNamespace.create("bwh-");
        server = TestNamespace.create("bwh-");
        bridge.ip("link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
        bridge.ip("link set br0 up");
        host(client, "up0", "02:00:00:00:00:c1", "192.0.2.1/24");
        host(server, "dn0", "02:00:00:00:00:51", "192.0.2.2/24");
    }

    private void host(TestNamespace host, String port, String mac, String address)
            throws Exception {
        host.exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        bridge.exec("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        bridge.ip("link add " + port + " type veth peer name eth0 netns " + host.name());
        bridge.ip("link set " + port + " master br0 up");
        host.ip("link set eth0 address " + mac + " up");
        host.ip("address add " + address + " dev eth0");
    }

    @AfterEach
    void remove() throws Exception {
        client.close();
        server.close();
        bridge.close();
    }

    @Test
    void whatTheBridgeLearnsAndForgetsIsHeldByTheStandbyWithItsLeg() throws Exception {
        try (FdbMonitor _ = bridge.call(() -> FdbMonitor.start("br0", intake::accept))) {
            assertThat(held()).isEmpty();
            speak();
            await().untilAsserted(
                            () -> assertThat(held()).containsExactlyInAnyOrder(CLIENT, SERVER));

            bridge.ip("link set up0 down");
            speak();
            assertThat(held())
                    .as("a pulled cable makes the bridge forget, not the standby")
                    .containsExactlyInAnyOrder(CLIENT, SERVER);
            var own = intake.all();
            var _ = held();
            assertThat(own)
                    .as("what a master that stays tells the switches again")
                    .isCompletedWithValueMatching(
                            hosts -> Set.copyOf(hosts).equals(Set.of(CLIENT, SERVER)));
        }
    }

    @Test
    void anEntryThatNoPeerOfThisVersionWritesStopsNothing() throws Exception {
        try (FdbMonitor _ = bridge.call(() -> FdbMonitor.start("br0", intake::accept))) {
            speak();
            await().untilAsserted(() -> assertThat(held()).hasSize(2));
            byte[] group = HostRecord.key(VRID, CLIENT);
            group[3] |= 1;
            put(group, HostRecord.value(1));
            byte[] vlan = HostRecord.key(VRID, CLIENT);
            vlan[1] = -1;
            put(vlan, HostRecord.value(1));
            put(HostRecord.key(VRID, new LearnedHost(0x0200000000c2L, 0)), new byte[0]);
            put(HostRecord.key(VRID + 1, CLIENT), HostRecord.value(1));
            pair.settle();
            assertThat(pair.standby.external("a").orElseThrow().size(RecordTypes.HOST))
                    .isEqualTo(6);
            assertThat(held()).containsExactlyInAnyOrder(CLIENT, SERVER);
        }
    }

    private void put(byte[] key, byte[] value) {
        pair.active
                .internal()
                .put(
                        RecordTypes.HOST,
                        key,
                        0,
                        key.length,
                        value,
                        0,
                        value.length,
                        0,
                        System.nanoTime());
    }

    /** What the standby would announce once everything has arrived. */
    private List<LearnedHost> held() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.accept(pair.active.internal());
        }
        pair.settle();
        return SnapshotHosts.of(
                VRID,
                List.of(
                        pair.standby
                                .external("a")
                                .orElseThrow()
                                .snapshot(RecordTypes.HOST, System.nanoTime())));
    }

    private void speak() throws Exception {
        client.run(() -> send("192.0.2.2"));
        server.run(() -> send("192.0.2.1"));
    }

    private static void send(String to) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral(to), 9));
        }
    }
}
