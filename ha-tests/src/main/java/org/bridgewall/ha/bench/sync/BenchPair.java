package org.bridgewall.ha.bench.sync;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * Two nodes on one thread, joined by two rings of preallocated datagrams, in virtual time; accounts
 * processor time and allocation to each side.
 */
final class BenchPair {
    static final long MILLI = 1_000_000L;
    private static final long HEADER_BYTES = 14 + 20 + 8;

    private static final com.sun.management.ThreadMXBean THREAD =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    SyncNode sender;
    SyncNode receiver;
    long nowNanos;
    long datagrams;
    long bytes;
    long answers;
    long answerBytes;
    long senderNanos;
    long receiverNanos;
    long senderAllocated;
    long receiverAllocated;
    boolean cut;

    private final boolean sealed;
    private final Ring toReceiver = new Ring();
    private final Ring toSender = new Ring();

    BenchPair(boolean sealed) {
        this.sealed = sealed;
        sender = node("sender", "receiver", 1, toReceiver);
        receiver = node("receiver", "sender", 1, toSender);
        sender.internal().markLoaded();
        receiver.internal().markLoaded();
        while (!sender.holdsUpTo("receiver", 0)) {
            turn();
        }
    }

    /** The sender's process ends and is back with an empty cache; the receiver goes on. */
    void restartSender() {
        sender = node("sender", "receiver", 2, toReceiver);
    }

    /** The receiver's process ends and is back with an empty cache; the sender goes on. */
    void restartReceiver() {
        receiver = node("receiver", "sender", 2, toSender);
    }

    private SyncNode node(String name, String peer, long boot, Ring out) {
        SealIdentity identity = new SealIdentity("bench", name, boot, List.of(peer));
        DatagramSeal seal =
                sealed
                        ? new AesGcmSeal(
                                FrameKind.REPLICATION,
                                identity,
                                new KeyRing(List.of(new byte[KeyRing.KEY_BYTES])))
                        : new PlainSeal(FrameKind.REPLICATION, identity);
        return new SyncNode(
                SessionConfig.defaults(name, boot),
                boot,
                seal,
                List.of(new PeerLinks(peer, List.of("link"))),
                (path, datagram, length) -> out.add(datagram, length),
                new SplittableRandom(name.hashCode() + boot),
                nowNanos);
    }

    InternalCache internal() {
        return sender.internal();
    }

    ExternalCache external() {
        return receiver.external("sender").orElseThrow();
    }

    boolean proven() {
        return sender.holdsUpTo("receiver", Long.MAX_VALUE)
                && receiver.session("sender").orElseThrow().proven();
    }

    /** Puts the meters back to zero. */
    void reset() {
        datagrams = 0;
        bytes = 0;
        answers = 0;
        answerBytes = 0;
        senderNanos = 0;
        receiverNanos = 0;
        senderAllocated = 0;
        receiverAllocated = 0;
    }

    /** Runs something on the sender's account. */
    void onSender(Runnable work) {
        long allocated = THREAD.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        work.run();
        senderNanos += System.nanoTime() - start;
        senderAllocated += THREAD.getCurrentThreadAllocatedBytes() - allocated;
    }

    private void onReceiver(Runnable work) {
        long allocated = THREAD.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        work.run();
        receiverNanos += System.nanoTime() - start;
        receiverAllocated += THREAD.getCurrentThreadAllocatedBytes() - allocated;
    }

    /** Two milliseconds of virtual time. */
    void turn() {
        nowNanos += 2 * MILLI;
        onSender(this::senderTurn);
        onReceiver(this::receiverTurn);
    }

    /** What a link carries both ways, with the headers of Ethernet, IPv4 and UDP. */
    long wireBytes() {
        return bytes + answerBytes + HEADER_BYTES * (datagrams + answers);
    }

    private void senderTurn() {
        answers += toSender.size;
        answerBytes += toSender.bytes();
        toSender.drain(sender, nowNanos);
        sender.poll(nowNanos);
    }

    private void receiverTurn() {
        datagrams += toReceiver.size;
        bytes += toReceiver.bytes();
        if (cut) {
            toReceiver.size = 0;
        }
        toReceiver.drain(receiver, nowNanos);
        receiver.poll(nowNanos);
        if (cut) {
            toSender.size = 0;
        }
    }

    private static final class Ring {
        private final byte[][] datagrams = new byte[4096][2048];
        private final int[] lengths = new int[4096];
        private int size;

        void add(byte[] datagram, int length) {
            if (size < datagrams.length) {
                System.arraycopy(datagram, 0, datagrams[size], 0, length);
                lengths[size++] = length;
            }
        }

        long bytes() {
            long sum = 0;
            for (int i = 0; i < size; i++) {
                sum += lengths[i];
            }
            return sum;
        }

        void drain(SyncNode node, long nowNanos) {
            for (int i = 0; i < size; i++) {
                node.onDatagram(0, datagrams[i], 0, lengths[i], nowNanos);
            }
            size = 0;
        }
    }
}
