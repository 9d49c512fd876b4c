package org.bridgewall.sync.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.SealIdentity;
import org.junit.jupiter.api.Test;

/** Caches, sessions, seals and sockets together, on the loopback, in real time. */
class ReplicationOverUdpTest {
    private final int[] ports = new int[2];

    @Test
    void thirtyThousandFlowsReachThePeerSealedAndProven() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (DatagramSocket socket = new DatagramSocket(0)) {
                ports[i] = socket.getLocalPort();
            }
        }
        try (Peer a = new Peer("a", "b", ports[0], ports[1]);
                Peer b = new Peer("b", "a", ports[1], ports[0])) {
            for (int i = 0; i < 30_000; i++) {
                byte[] key = ("flow " + i).getBytes(StandardCharsets.UTF_8);
                long now = System.nanoTime();
                a.node.internal().put(1, key, 0, key.length, key, 0, key.length, 60, now);
            }
            run(a, b, () -> b.node.external("a").orElseThrow().size() == 30_000);
            run(a, b, () -> b.node.session("a").orElseThrow().proven());
            long mark = a.node.internal().version();
            a.node.flush();
            run(a, b, () -> a.node.holdsUpTo("b", mark));
            assertThat(a.transport.counters().getFirst().refused()).isZero();
        }
    }

    private static void run(Peer a, Peer b, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("in time").isNegative();
            a.turn();
            b.turn();
            LockSupport.parkNanos(200_000);
        }
    }

    private static final class Peer implements AutoCloseable {
        private final PolledTransport transport;
        private final SyncNode node;

        Peer(String name, String peer, int local, int remote) throws Exception {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            PathConfig path =
                    new PathConfig(
                            "lo",
                            new InetSocketAddress(loopback, local),
                            new InetSocketAddress(loopback, remote),
                            4 << 20);
            transport = new PolledTransport(List.of(path));
            transport.open();
            SealIdentity identity = new SealIdentity("test", name, 1, List.of(peer));
            node =
                    new SyncNode(
                            SessionConfig.defaults(name, 1),
                            3,
                            new AesGcmSeal(
                                    FrameKind.REPLICATION,
                                    identity,
                                    new KeyRing(List.of(new byte[32]))),
                            List.of(new PeerLinks(peer, List.of("lo"))),
                            transport,
                            new SplittableRandom(name.hashCode()),
                            System.nanoTime());
            node.internal().markLoaded();
        }

        void turn() {
            transport.drain(
                    (path, bytes, length, at) -> node.onDatagram(path, bytes, 0, length, at), 256);
            node.poll(System.nanoTime());
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
