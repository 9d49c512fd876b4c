package org.bridgewall.ha.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * Two nodes without security on one perfect path in virtual time. The same calls give the same
 * bytes.
 */
final class TwoNodes {
    private static final long MILLI = 1_000_000L;
    private static final int HEADER_BYTES = 22;
    private static final int MOST_WAITING = 5000;

    final SyncNode a;
    final SyncNode b;
    private final ArrayDeque<byte[]> toA = new ArrayDeque<>();
    private final ArrayDeque<byte[]> toB = new ArrayDeque<>();
    private final PlainSeal sealOfB = seal("b", "a");
    private final PlainSeal forger = seal("a", "b");
    private Consumer<byte[]> listener = frame -> {};
    private boolean lossy;
    private long nowNanos;

    TwoNodes() {
        a = node("a", "b", seal("a", "b"), toB);
        b = node("b", "a", sealOfB, toA);
        a.internal().markLoaded();
        b.internal().markLoaded();
    }

    private static PlainSeal seal(String name, String peer) {
        return new PlainSeal(
                FrameKind.REPLICATION, new SealIdentity("fuzz", name, 1, List.of(peer)));
    }

    private SyncNode node(String name, String peer, PlainSeal seal, ArrayDeque<byte[]> wire) {
        return new SyncNode(
                SessionConfig.defaults(name, 1),
                5,
                seal,
                List.of(new PeerLinks(peer, List.of("path"))),
                (path, datagram, length) -> {
                    if (wire.size() >= MOST_WAITING) {
                        throw new PropertyBroken("answers with " + MOST_WAITING + " datagrams");
                    }
                    listener.accept(Arrays.copyOfRange(datagram, HEADER_BYTES, length));
                    wire.add(Arrays.copyOf(datagram, length));
                },
                new SplittableRandom(name.hashCode()),
                0);
    }

    /** Shows each frame that is sent from now on. */
    void listen(Consumer<byte[]> newListener) {
        listener = newListener;
    }

    /** A session with changes, removals, losses, a divergence and its repair. */
    void talk() {
        for (int i = 0; i < 60; i++) {
            put(a, "a" + i, "value" + i);
            put(b, "b" + i, "value" + i);
        }
        run(400);
        for (int i = 0; i < 30; i++) {
            remove(a, "a" + i);
            put(a, "a" + (i + 30), "changed" + i);
            run(3);
            lossy = i % 3 == 0;
        }
        lossy = false;
        run(400);
        external().clear();
        run(600);
    }

    void run(long millis) {
        for (long end = nowNanos + millis * MILLI; nowNanos < end; nowNanos += MILLI) {
            deliver(toA, a);
            deliver(toB, b);
            a.poll(nowNanos);
            b.poll(nowNanos);
        }
    }

    private void deliver(ArrayDeque<byte[]> wire, SyncNode to) {
        for (int i = wire.size(); i > 0; i--) {
            byte[] datagram = wire.remove();
            if (!lossy) {
                to.onDatagram(0, datagram, 0, datagram.length, nowNanos);
            }
        }
    }

    /** Node b receives a frame in the name of a. */
    void forge(byte[] frame) {
        byte[] datagram = new byte[frame.length + HEADER_BYTES];
        int length = forger.seal(frame, frame.length, datagram);
        b.onDatagram(0, datagram, 0, length, nowNanos);
    }

    /** What b holds of a. */
    ExternalCache external() {
        return b.external("a").orElseThrow();
    }

    boolean proven() {
        return external().digests().root() == a.internal().digests().root()
                && b.session("a").orElseThrow().proven();
    }

    /** Frames that b found malformed. */
    long malformed() {
        return sealOfB.refusals().get(Refusal.MALFORMED);
    }

    /** All that a refused frame must leave as it was. */
    String stateOfB() {
        return b.session("a")
                        .orElseThrow()
                        .status(nowNanos)
                        .toString()
                        .replaceAll("refusedFrames=\\d+", "")
                + external().digests().root()
                + b.internal().version();
    }

    void put(SyncNode node, String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        node.internal().put(1, k, 0, k.length, v, 0, v.length, 100, nowNanos);
    }

    private void remove(SyncNode node, String key) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        node.internal().remove(1, k, 0, k.length, nowNanos);
    }
}
