package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.wire.AckPart;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.InboundFrame;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * The receiving half of a session: applies datagrams in ascending order, acknowledges, compares
 * digests. See the package documentation for how it works.
 *
 * <p>Thread rule: the replication thread.
 */
final class ReplicaReceiver {
    /** Arrivals after which an acknowledgement goes without delay. */
    private static final int ACK_EVERY = 32;

    private static final long EXPIRE_EVERY_NANOS = 1_000_000_000L;

    private final ExternalCache cache;
    private final SessionConfig config;
    private final LossDetector detector;
    private final AckPart ack = new AckPart();
    private final DigestComparison comparison;
    private long[] hashes = new long[64];
    private int unacknowledged;
    private boolean ackNow;
    private long firstArrivalNanos;
    private long lastArrivalNanos;
    private long expiredNanos;
    private long peerRecords;
    private long applied;
    private long late;
    private long unknownReferences;

    ReplicaReceiver(ExternalCache cache, SessionConfig config) {
        this.cache = cache;
        this.config = config;
        detector = new LossDetector(config.maxWindow());
        comparison = new DigestComparison(cache, config.mode() == ReplicationMode.FTFW);
    }

    /** A session begins. What is held of the peer stays, but is proven no longer. */
    void start(long hashSeed) {
        cache.reseed(hashSeed);
        detector.reset();
        unacknowledged = 0;
        ackNow = true;
        comparison.start();
    }

    /** Takes a numbered datagram. Returns whether it was applied. */
    boolean onData(InboundFrame frame, long nowNanos) {
        givenUp(frame);
        if (!detector.acceptable(frame.sequence(), frame.settled())) {
            return false;
        }
        detector.settled(frame.settled());
        if (frame.sequence() > detector.highest() && !understood(frame)) {
            detector.unusable(frame.sequence());
            unknownReferences++;
            ackNow = true;
            return false;
        }
        if (!detector.arrived(frame.sequence())) {
            late++;
            ackNow = true;
            return false;
        }
        for (int i = 0; i < frame.recordCount(); i++) {
            apply(frame.record(i), nowNanos);
        }
        if (frame.hasRange()) {
            sweep(frame);
        }
        applied += frame.recordCount();
        if (unacknowledged++ == 0) {
            firstArrivalNanos = nowNanos;
        }
        lastArrivalNanos = nowNanos;
        ackNow |= !detector.nothingMissing() || unacknowledged >= ACK_EVERY;
        // An arrival has woken this thread: better now than with a wake-up of its own soon.
        ackNow |= nowNanos - firstArrivalNanos >= config.ackDelayNanos() / 2;
        return true;
    }

    /** Where nothing is acknowledged, the sender's settled number may be ahead of what arrived. */
    private void givenUp(InboundFrame frame) {
        if (config.mode() != ReplicationMode.FTFW) {
            detector.givenUp(frame.settled());
        }
    }

    /**
     * Whether everything is here that the frame changes by reference. If not (the copy was lost or
     * damaged), the sender is told that the frame is missing, and says it in full.
     */
    private boolean understood(InboundFrame frame) {
        boolean all = true;
        for (int i = 0; i < frame.recordCount() && all && frame.hasUpdatesByReference(); i++) {
            RecordView record = frame.record(i);
            if (record.byReference() && !record.removed()) {
                all = cache.knows(record.type(), record.reference(), record.valueLength());
            }
        }
        return all;
    }

    private void apply(RecordView record, long nowNanos) {
        if (record.byReference()) {
            applyByReference(record, nowNanos);
            return;
        }
        if (record.removed()) {
            cache.remove(record.type(), record.bytes(), record.keyOffset(), record.keyLength());
            return;
        }
        cache.put(
                record.type(),
                record.bytes(),
                record.keyOffset(),
                record.keyLength(),
                record.bytes(),
                record.valueOffset(),
                record.valueLength(),
                record.timeoutSeconds(),
                nowNanos);
    }

    /** A removal of what is not here is none. */
    private void applyByReference(RecordView record, long nowNanos) {
        if (record.removed()) {
            cache.removeReferenced(record.type(), record.reference());
            return;
        }
        cache.putReferenced(
                record.type(),
                record.reference(),
                record.bytes(),
                record.valueOffset(),
                record.valueLength(),
                record.timeoutSeconds(),
                nowNanos);
    }

    private void sweep(InboundFrame frame) {
        int count = frame.recordCount();
        if (count > hashes.length) {
            hashes = new long[count * 2];
        }
        for (int i = 0; i < count; i++) {
            RecordView record = frame.record(i);
            hashes[i] =
                    cache.keyHash(
                            record.type(), record.bytes(), record.keyOffset(), record.keyLength());
        }
        cache.retainOnly(frame.rangeFirst(), frame.rangeLast(), hashes, count);
    }

    /**
     * Takes a heartbeat: it closes the gap behind the last datagram, and may be a proof.
     *
     * @return whether it was one: the copy equals what the sender had at that moment
     */
    boolean onHeartbeat(InboundFrame frame, long nowNanos) {
        givenUp(frame);
        long sequence = frame.heartbeatSequence();
        if (!detector.acceptable(sequence, frame.settled())) {
            return false;
        }
        peerRecords = frame.heartbeatRecords();
        detector.settled(frame.settled());
        detector.sentUpTo(sequence);
        ackNow = true;
        boolean comparable =
                frame.heartbeatComplete()
                        && sequence == detector.highest()
                        && detector.nothingMissing();
        if (comparable) {
            comparison.compare(sequence, frame.heartbeatDigest(), nowNanos);
        }
        return comparable && comparison.proven();
    }

    boolean ackDue(long nowNanos) {
        return ackNow || ackInNanos(nowNanos) <= 0;
    }

    /** Whether the acknowledgement would be short, so that it may travel with data. */
    boolean ackIsShort() {
        return detector.nothingMissing();
    }

    long ackInNanos(long nowNanos) {
        return unacknowledged == 0
                ? Long.MAX_VALUE
                : firstArrivalNanos + config.ackDelayNanos() - nowNanos;
    }

    /** Adds the acknowledgement. */
    void writeAck(FrameWriter frame, long nowNanos) {
        long delay = unacknowledged == 0 ? 0 : Math.max(0, nowNanos - lastArrivalNanos);
        ack.reset(detector.highest(), delay / 1000);
        detector.report(ack);
        comparison.verdict(ack, config.maxWindow(), nowNanos);
        frame.ack(ack);
        unacknowledged = 0;
        ackNow = false;
    }

    /** Alarm mode: forgets what was not refreshed. */
    void expire(long nowNanos) {
        if (config.mode() == ReplicationMode.ALARM
                && nowNanos - expiredNanos >= EXPIRE_EVERY_NANOS) {
            expiredNanos = nowNanos;
            cache.expire(config.expiryNanos(), nowNanos);
        }
    }

    ExternalCache cache() {
        return cache;
    }

    /** What the digests have told. */
    DigestComparison comparison() {
        return comparison;
    }

    long peerRecords() {
        return peerRecords;
    }

    long applied() {
        return applied;
    }

    long late() {
        return late;
    }

    /** Datagrams that named a record which is not here, and were asked for again. */
    long unknownReferences() {
        return unknownReferences;
    }
}
