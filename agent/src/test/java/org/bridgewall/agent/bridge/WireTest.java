package org.bridgewall.agent.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bridgewall.agent.ring.Shell.inside;
import static org.bridgewall.agent.ring.Shell.run;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.bridgewall.agent.gate.EbpfGate;
import org.bridgewall.agent.gate.GateOptions;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.ring.Crossing;
import org.bridgewall.agent.ring.Ring;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two nodes in parallel between two switches: what each hears on the wire, through its fence or
 * through packet sockets, and what the loop guard does.
 */
@Tag("kernel")
@ParameterizedClass
@EnumSource(WireTest.By.class)
class WireTest {
    enum By {
        FENCE,
        SOCKETS
    }

    private static final long MINUTE = 60_000_000_000L;
    private static final byte[] ADVERT = {1, 2, 3};

    private final By by;
    private Ring ring;
    private Node one;
    private Node two;

    WireTest(By by) {
        this.by = by;
    }

    /** A node's gate and wire, and what it heard: {@code PORT own|peer LEG}. */
    private static final class Node {
        final String namespace;
        final ProbeIdentity identity = new ProbeIdentity(2, new SecureRandom());
        final Queue<String> heard = new ConcurrentLinkedQueue<>();
        final BpduWatch bpdus = new BpduWatch();
        final LongAdder bpduFrames = new LongAdder();
        final By by;
        EbpfGate gate;
        PacketWire wire;
        volatile CountDownLatch hold = new CountDownLatch(0);

        Node(Ring ring, String name, By by) throws Exception {
            namespace = ring.ns(name);
            this.by = by;
            gate = fence();
            wire = listen();
            ring.join(name);
        }

        EbpfGate fence() throws Exception {
            GateOptions options = new GateOptions(51, Ring.PORTS, identity);
            return inside(namespace, () -> EbpfGate.install(options, "for the wire"));
        }

        PacketWire listen() throws Exception {
            return inside(
                    namespace,
                    () ->
                            PacketWire.open(
                                    51,
                                    Ring.PORTS,
                                    identity,
                                    this::hear,
                                    this::tree,
                                    by == By.FENCE ? gate.taps() : List.of(),
                                    0));
        }

        private void hear(String port, boolean own, int leg, byte[] payload, long nanos) {
            assertThat(payload).isEqualTo(ADVERT);
            awaitHold();
            heard.add(port + (own ? " own " : " peer ") + leg);
        }

        private void awaitHold() {
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void tree(String port, long nanos) {
            bpduFrames.increment();
            bpdus.heard(port, nanos);
        }

        void open() {
            gate.open(System.nanoTime() + MINUTE);
        }

        boolean isOpen() {
            return gate.isOpen(System.nanoTime());
        }
    }

    @BeforeEach
    void build() throws Exception {
        ring = new Ring("w");
        one = new Node(ring, "1", by);
        two = new Node(ring, "2", by);
    }

    @AfterEach
    void tearDown() {
        one.wire.close();
        two.wire.close();
        ring.close();
    }

    @Test
    void bothGatesClosedAPeerHearsEachLegAndNobodyHearsItself() {
        assertThat(one.wire.send(leg -> ADVERT)).isEqualTo(2);
        await().until(() -> two.heard.size() == 2);
        assertThat(two.heard).containsExactlyInAnyOrder("up0 peer 0", "dn0 peer 1");
        two.wire.send(leg -> ADVERT);
        await().until(() -> one.heard.size() == 2);
        assertThat(one.heard).containsExactlyInAnyOrder("up0 peer 0", "dn0 peer 1");
    }

    @Test
    void itIsBehindUntilAllThatCameInHasBeenHeard() {
        assertThat(two.wire.behind()).isFalse();
        two.hold = new CountDownLatch(1);
        one.wire.send(leg -> ADVERT);
        await().until(two.wire::behind);
        assertThat(two.heard).isEmpty();
        two.hold.countDown();
        await().until(() -> !two.wire.behind());
        assertThat(two.heard).hasSize(2);
    }

    @Test
    void whatCameInBeforeAnybodyListenedIsNoNews() throws Exception {
        two.wire.close();
        two.gate = two.fence();
        one.wire.send(leg -> ADVERT);
        two.wire = two.listen();
        one.wire.send(leg -> ADVERT);
        await().until(() -> two.heard.size() == 2);
        await().during(Duration.ofMillis(100)).until(() -> two.heard.size() == 2);
    }

    @Test
    void aStandbyHearsItsOwnProbesThroughTheOpenPeer() {
        one.open();
        two.wire.send(leg -> ADVERT);
        await().until(() -> two.heard.size() == 2);
        assertThat(two.heard).containsExactlyInAnyOrder("dn0 own 0", "up0 own 1");
        assertThat(one.isOpen()).isTrue();
        assertThat(two.gate.loopGuardTrips()).isZero();
    }

    @Test
    void theOpenNodesProbesDoNotComeBackWhileThePeerIsClosed() throws Exception {
        one.open();
        try (Crossing crossing = ring.crossing()) {
            for (int i = 0; i < 20; i++) {
                one.wire.send(leg -> ADVERT);
                assertThat(crossing.works()).isTrue();
            }
            assertThat(crossing.arrived()).as("copies of broadcasts: a storm").isZero();
        }
        assertThat(one.heard).isEmpty();
        assertThat(one.isOpen()).isTrue();
        assertThat(one.gate.loopGuardTrips()).isZero();
    }

    @Test
    void twoOpenGatesAreClosedByTheProbeOfEither() {
        one.open();
        two.open();
        one.wire.send(leg -> ADVERT);
        await().until(() -> !one.isOpen());
        assertThat(one.gate.loopGuardTrips()).isEqualTo(1);
        assertThat(two.isOpen()).isTrue();
        await().until(() -> one.heard.contains("dn0 own 0") || one.heard.contains("up0 own 1"));
        long now = System.nanoTime();
        assertThat(one.gate.renew(now + MINUTE, now)).isFalse();
        two.wire.send(leg -> ADVERT);
        assertThat(two.isOpen()).isTrue();
    }

    @Test
    void aSpanningTreeIsHeardThroughAClosedGateOnThePortsThatItSpeaksAt() {
        run("ip -n " + ring.ns("A") + " link set br0 type bridge stp_state 1 hello_time 100");
        await().until(() -> !one.bpdus.speaking(System.nanoTime(), MINUTE).isEmpty());
        assertThat(one.bpdus.speaking(System.nanoTime(), MINUTE)).containsExactly("up0");
        assertThat(one.heard).isEmpty();
        assertThat(one.wire.ignoredFrames()).isZero();
        assertThat(one.bpdus.speaking(System.nanoTime() + 2 * MINUTE, MINUTE)).isEmpty();
    }

    @Test
    void aFloodOfBpdusDoesNotKeepTheWireBusyAndTheTreeIsStillHeard() throws Exception {
        byte[] bpdu = new byte[60];
        System.arraycopy(BpduWatch.group(), 0, bpdu, 0, 6);
        long sent = flood(bpdu);
        assertThat(sent).isGreaterThan(20_000);
        // By sockets, each half second: one, and what was queued before the filter was exchanged.
        assertThat(one.bpduFrames.sum()).isBetween(2L, sent / 10);
        assertThat(one.heard).contains("up0 peer 0");
        assertThat(one.bpdus.speaking(System.nanoTime(), MINUTE)).containsExactly("up0");
    }

    @Test
    void aFloodOfForgedProbesIsTakenInPortions() throws Exception {
        byte[] forged = new byte[60];
        new WireFrames(51, new ProbeIdentity(2, new SecureRandom())).probe(0, ADVERT).get(forged);
        forged[WireHeader.VERSION_OFFSET] ^= 1;
        long beganNanos = System.nanoTime();
        long sent = flood(forged);
        await().until(() -> {
            two.wire.send(leg -> ADVERT);
            return one.heard.contains("up0 peer 0");
        });
        long turns = (System.nanoTime() - beganNanos) / PacketWire.REST_NANOS + 1;
        assertThat(one.wire.ignoredFrames())
                .isBetween(1L, turns * PacketWire.FRAMES_PER_TURN)
                .isLessThan(sent);
    }

    /** As many frames as one thread can send in a second and a half, with a probe among them. */
    private long flood(byte[] frame) throws Exception {
        try (PacketSocket socket = inside(ring.ns("A"), () -> PacketSocket.openForSending("n1"))) {
            ByteBuffer out = ByteBuffer.wrap(frame);
            long beganNanos = System.nanoTime();
            long sent = 0;
            while (System.nanoTime() - beganNanos < 1_500_000_000L) {
                if (socket.send(out) > 0) {
                    sent++;
                }
                if (sent % 1_000 == 0) {
                    two.wire.send(leg -> ADVERT);
                }
            }
            return sent;
        }
    }

    @Test
    void aPortMadeAnewIsHeardAgainOnceItIsFenced() throws Exception {
        run("ip -n " + one.namespace + " link del up0");
        assertThat(one.wire.send(leg -> ADVERT)).isEqualTo(1);
        run(
                "ip link add up0 netns "
                        + one.namespace
                        + " type veth peer name n1 netns "
                        + ring.ns("A"));
        inside(
                one.namespace,
                () -> {
                    one.gate.fence("up0");
                    return one;
                });
        run("ip -n " + one.namespace + " link set up0 up");
        run("ip -n " + ring.ns("A") + " link set n1 up master br0");
        await().atMost(Duration.ofSeconds(5)).until(() -> one.wire.send(leg -> ADVERT) == 2);
        await().until(() -> {
            two.wire.send(leg -> ADVERT);
            return one.heard.contains("up0 peer 0");
        });
    }
}
