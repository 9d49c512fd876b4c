package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.BucketDigests;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.wire.AckPart;
import org.bridgewall.sync.wire.FrameWriter;

/**
 * The receiver's comparison of its copy with what the sender's heartbeats say: proven, or diverged
 * and since when; and the pages of bucket digests that tell the sender where.
 *
 * <p>Thread rule: the replication thread.
 */
final class DigestComparison {
    private static final long PAGES_EVERY_NANOS = 150_000_000L;

    private final ExternalCache cache;
    private final boolean tells;
    private final long[] pageDigests = new long[BucketDigests.COUNT];
    private boolean proven;
    private long provenSequence;
    private long provenNanos;
    private boolean diverged;
    private long divergedSequence;
    private long divergedNanos;
    private boolean pagesSent;
    private long pagesSentNanos;
    private int nextPage = BucketDigests.COUNT;

    /**
     * @param tells whether the sender is told which buckets differ
     */
    DigestComparison(ExternalCache cache, boolean tells) {
        this.cache = cache;
        this.tells = tells;
    }

    /** A session begins: nothing is proven any longer. */
    void start() {
        proven = false;
        provenSequence = -1;
        diverged = false;
        divergedSequence = -1;
        pagesSent = false;
        nextPage = BucketDigests.COUNT;
    }

    /** Everything up to the heartbeat of that number has arrived, and nothing else. */
    void compare(long sequence, long digest, long nowNanos) {
        BucketDigests own = cache.digests();
        if (own.root() == digest) {
            proven = true;
            provenSequence = sequence;
            provenNanos = nowNanos;
            diverged = false;
            nextPage = BucketDigests.COUNT;
            return;
        }
        if (!diverged) {
            diverged = true;
            divergedNanos = nowNanos;
        }
        divergedSequence = sequence;
        boolean pagesDue = !pagesSent || nowNanos - pagesSentNanos >= PAGES_EVERY_NANOS;
        if (pagesDue && tells) {
            own.copyTo(pageDigests);
            pagesSent = true;
            pagesSentNanos = nowNanos;
            nextPage = 0;
        }
    }

    boolean hasPage() {
        return nextPage < BucketDigests.COUNT;
    }

    /** Writes the next page of bucket digests. Call only if there is one. */
    void writePage(FrameWriter frame) {
        int count = Math.min(frame.bucketsPerPage(), BucketDigests.COUNT - nextPage);
        frame.buckets(divergedSequence, nextPage, pageDigests, count);
        nextPage += count;
    }

    /** Adds what was found to an acknowledgement. */
    void verdict(AckPart ack, int window, long nowNanos) {
        long age = proven ? (nowNanos - provenNanos) / 1000 : 0;
        ack.verdict(provenSequence, age, divergedSequence, window);
    }

    /** Whether the last comparison in this session found both ends equal. */
    boolean proven() {
        return proven && !diverged;
    }

    /** For how long nothing was found equal; -1: never was, in this session. */
    long provenAgeNanos(long nowNanos) {
        return proven ? nowNanos - provenNanos : -1;
    }

    /** For how long the ends have differed; -1: they do not. */
    long divergedAgeNanos(long nowNanos) {
        return diverged ? nowNanos - divergedNanos : -1;
    }
}
