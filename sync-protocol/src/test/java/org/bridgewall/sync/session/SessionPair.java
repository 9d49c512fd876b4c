package org.bridgewall.sync.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.ReplicationMode;
import org.bridgewall.sync.wire.SealIdentity;

/** Two nodes on two paths in virtual time; paths can be cut, and the link to b be narrow. */
final class SessionPair {
    static final long MILLI = 1_000_000L;

    final SyncNode a;
    SyncNode b;
    long now;
    long datagrams;
    long bytes;
    final boolean[] cut = new boolean[2];
    final boolean[] cutToB = new boolean[2];

    /** What the link to b carries; beyond a queue of 200 it drops. */
    int linkDatagramsPerMilli = Integer.MAX_VALUE;

    /** What is longer does not arrive; the sender hears of it, as the kernel tells, or not. */
    int widestDatagram = Integer.MAX_VALUE;

    boolean refusalsAreTold;

    /** The longest that was sent since this was set to 0. */
    int longest;

    /** Whether b understands what came after the first release. */
    private final boolean compactB;

    private final ReplicationMode mode;
    private final ArrayDeque<byte[]> toA = new ArrayDeque<>();
    private final ArrayDeque<byte[]> toB = new ArrayDeque<>();
    private long boots;

    SessionPair(ReplicationMode mode) {
        this(mode, true);
    }

    /**
     * @param compactB whether b takes compact records
     */
    SessionPair(ReplicationMode mode, boolean compactB) {
        this.mode = mode;
        this.compactB = compactB;
        a = node("a", "b", toB);
        b = node("b", "a", toA);
        a.internal().markLoaded();
        b.internal().markLoaded();
    }

    private SyncNode node(String name, String peer, ArrayDeque<byte[]> wire) {
        long boot = ++boots;
        return new SyncNode(
                SessionConfig.defaults(name, boot)
                        .with(change -> change.mode(mode).compact(compactB || name.equals("a"))),
                boot,
                new PlainSeal(
                        FrameKind.REPLICATION, new SealIdentity("test", name, boot, List.of(peer))),
                List.of(new PeerLinks(peer, List.of("first", "second"))),
                new Wire(peer, wire),
                new SplittableRandom(boot),
                now);
    }

    /** The sockets of a node. */
    private final class Wire implements DatagramOutput {
        private final String peer;
        private final ArrayDeque<byte[]> wire;
        private final int[] tooLong = new int[2];

        Wire(String peer, ArrayDeque<byte[]> wire) {
            this.peer = peer;
            this.wire = wire;
        }

        @Override
        public void send(int path, byte[] datagram, int length) {
            longest = Math.max(longest, length);
            boolean full = linkDatagramsPerMilli < Integer.MAX_VALUE && wire.size() >= 200;
            boolean oneWay = peer.equals("b") && cutToB[path];
            if (length > widestDatagram) {
                if (refusalsAreTold) {
                    tooLong[path] = tooLong[path] == 0 ? length : Math.min(tooLong[path], length);
                }
            } else if (!cut[path] && !oneWay && !full) {
                byte[] copy = Arrays.copyOf(datagram, length + 1);
                copy[length] = (byte) path;
                wire.add(copy);
            }
        }

        @Override
        public int takeTooLong(int path) {
            int shortest = tooLong[path];
            tooLong[path] = 0;
            return shortest;
        }
    }

    void restartB() {
        restartBWithoutItsTable();
        b.internal().markLoaded();
    }

    /** The process of b is back, but has not read its kernel's table yet. */
    void restartBWithoutItsTable() {
        toB.clear();
        toA.clear();
        b = node("b", "a", toA);
    }

    void run(long millis) {
        for (long end = now + millis * MILLI; now < end; now += MILLI) {
            step();
        }
    }

    /** Runs until something is so; fails after a minute of virtual time. */
    void until(BooleanSupplier condition) {
        long end = now + 60_000 * MILLI;
        while (!condition.getAsBoolean()) {
            if (now > end) {
                throw new AssertionError("never came true: " + a.status() + " " + b.status());
            }
            step();
            now += MILLI;
        }
    }

    private void step() {
        deliver(toA, a, Integer.MAX_VALUE);
        deliver(toB, b, linkDatagramsPerMilli);
        a.poll(now);
        b.poll(now);
    }

    private void deliver(ArrayDeque<byte[]> wire, SyncNode to, int most) {
        for (int i = Math.min(wire.size(), most); i > 0; i--) {
            byte[] datagram = wire.remove();
            datagrams++;
            bytes += datagram.length - 1;
            int path = datagram[datagram.length - 1];
            to.onDatagram(path, datagram, 0, datagram.length - 1, now);
        }
    }

    void put(String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        a.internal().put(1, k, 0, k.length, v, 0, v.length, 100, now);
    }

    void remove(String key) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        a.internal().remove(1, k, 0, k.length, now);
    }

    /** What b holds of a. */
    ExternalCache replica() {
        return b.external("a").orElseThrow();
    }

    /** Value of a record at b, empty if there is none. */
    String valueAtB(String key) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        RecordView view = new RecordView();
        return replica().find(1, k, 0, k.length, now, view)
                ? new String(view.value(), StandardCharsets.UTF_8)
                : "";
    }

    boolean equal() {
        return replica().digests().root() == a.internal().digests().root()
                && replica().size() == a.internal().size();
    }

    boolean proven() {
        return b.session("a").orElseThrow().proven() && a.holdsUpTo("b", Long.MAX_VALUE);
    }

    /** As b sees the session. */
    SessionStatus statusOfB() {
        return b.session("a").orElseThrow().status(now);
    }

    /** As a sees the session. */
    SessionStatus statusOfA() {
        return a.session("b").orElseThrow().status(now);
    }
}
