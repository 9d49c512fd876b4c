package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.wire.AckPart;
import org.bridgewall.sync.wire.InboundFrame;

/**
 * What the comparison of digests has told the sender: which version the peer has confirmed, and
 * what is to be repaired.
 *
 * <p>Thread rule: the replication thread.
 */
final class PeerProof {
    private final InternalCache cache;
    private final RepairPlan plan;
    private final DigestHistory history = new DigestHistory();
    private boolean compared;
    private long lastRepairSequence;
    private long planSequence;
    private long floor;
    private long provenSequence;
    private long provenVersion;
    private long provenNanos;

    PeerProof(InternalCache cache, RepairPlan plan) {
        this.cache = cache;
        this.plan = plan;
    }

    /** A session begins, with numbers from 1. */
    void start() {
        lastRepairSequence = 0;
        planSequence = -1;
        forget();
    }

    /** Whatever was known of the peer's copy is worth nothing any more. */
    void forget() {
        plan.clear();
        history.clear();
        compared = false;
        floor = -1;
        provenSequence = -1;
        provenVersion = -1;
    }

    /** Answers to heartbeats up to this number prove nothing. */
    void setFloor(long sequence) {
        floor = sequence;
    }

    boolean above(long sequence) {
        return sequence > floor;
    }

    /** A heartbeat goes out that is a proof if the peer finds it equal. */
    void offered(long sequence) {
        history.add(sequence, cache.version(), cache.digests());
    }

    /** A repair datagram went out under this number. */
    void repaired(long sequence) {
        lastRepairSequence = sequence;
    }

    /** Everything is sent anew, so what is not waiting was acknowledged. */
    void sendingAll() {
        compared = true;
    }

    void onAck(AckPart ack, long roundTripNanos, long nowNanos) {
        boolean news = ack.proven() >= 0 && ack.proven() >= provenSequence;
        int entry = news ? history.find(ack.proven()) : -1;
        if (entry >= 0) {
            // What was compared was sent at most a round trip before the comparison.
            long taken = nowNanos - ack.provenAgeMicros() * 1000 - roundTripNanos;
            provenNanos = provenVersion < 0 ? taken : Math.max(provenNanos, taken);
            provenSequence = ack.proven();
            provenVersion = history.version(entry);
            compared = true;
        }
    }

    /**
     * The peer's bucket digests at a heartbeat that differed: marks what is to be repaired. Returns
     * how many buckets that were.
     */
    int onBuckets(InboundFrame frame) {
        long sequence = frame.bucketsSequence();
        int entry = history.find(sequence);
        boolean outdated = sequence < lastRepairSequence && sequence != planSequence;
        if (entry < 0 || outdated) {
            return 0;
        }
        planSequence = sequence;
        int marked = 0;
        for (int i = 0; i < frame.bucketsCount(); i++) {
            int bucket = frame.bucketsFirst() + i;
            if (history.bucket(entry, bucket) != frame.bucketDigest(i)) {
                plan.mark(bucket);
                marked++;
            }
        }
        compared |= frame.bucketsFirst() + frame.bucketsCount() == history.bucketCount();
        return marked;
    }

    /** Whether anything is known of what the peer holds, beyond what it acknowledged. */
    boolean compared() {
        return compared;
    }

    /** Whether the peer has found its copy equal in this session. */
    boolean proven() {
        return provenVersion >= 0;
    }

    /** Up to which version of the cache the peer confirmed to hold it; -1: nothing. */
    long provenVersion() {
        return provenVersion;
    }

    /** When the state was taken that the peer last confirmed to hold. */
    long provenNanos() {
        return provenNanos;
    }
}
