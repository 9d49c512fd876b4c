package org.bridgewall.sync.session;

import java.util.ArrayDeque;
import java.util.BitSet;
import org.bridgewall.sync.cache.BucketDigests;

/**
 * Which parts of the hash space are to be sent whole, and how far that is: the buckets found to
 * differ, and ranges whose datagram was lost. Resumable by nature, since a bucket that was repaired
 * no longer differs.
 *
 * <p>Thread rule: the replication thread.
 */
final class RepairPlan {
    private record Span(long first, long last) {}

    private final BucketDigests own;
    private final BitSet pending = new BitSet(BucketDigests.COUNT);
    private final ArrayDeque<Span> spans = new ArrayDeque<>();
    private boolean spanFromBuckets;

    RepairPlan(BucketDigests own) {
        this.own = own;
    }

    void clear() {
        pending.clear();
        spans.clear();
        spanFromBuckets = false;
    }

    void mark(int bucket) {
        pending.set(bucket);
    }

    void markAll() {
        pending.set(0, BucketDigests.COUNT);
    }

    /** A repair datagram was lost: what lives in its range goes again. */
    void lost(long first, long last) {
        if (spanFromBuckets) {
            spans.addLast(new Span(first, last));
        } else {
            spans.addFirst(new Span(first, last));
        }
    }

    boolean isEmpty() {
        return pending.isEmpty() && spans.isEmpty();
    }

    /** Buckets not yet sent. */
    int pendingBuckets() {
        return pending.cardinality();
    }

    /** Share of the hash space that is not yet sent, 0..1. */
    double pendingShare() {
        double share = pending.cardinality() / (double) BucketDigests.COUNT;
        boolean counted = spanFromBuckets;
        for (Span span : spans) {
            // The first span may be a part of the buckets.
            share += counted ? 0 : (double) ((span.last() - span.first()) >>> 1) / 0x1p63;
            counted = false;
        }
        return Math.min(1, share);
    }

    /** First hash of what is to be sent next. Call only if not empty. */
    long first() {
        return current().first();
    }

    /** Last hash of the stretch that begins at {@link #first}. */
    long last() {
        return current().last();
    }

    private Span current() {
        Span span = spans.peekFirst();
        if (span != null) {
            return span;
        }
        int from = pending.nextSetBit(0);
        int to = from;
        // Empty buckets in between cost nothing and make the datagrams fuller.
        while (to + 1 < BucketDigests.COUNT && (pending.get(to + 1) || own.bucket(to + 1) == 0)) {
            to++;
        }
        Span fresh = new Span(BucketDigests.firstHash(from), BucketDigests.lastHash(to));
        spans.addFirst(fresh);
        spanFromBuckets = true;
        return fresh;
    }

    /** Everything from {@link #first} up to here was sent. */
    void covered(long last) {
        Span span = spans.removeFirst();
        boolean ends = Long.compareUnsigned(last, span.last()) >= 0;
        if (spanFromBuckets) {
            int bucket = BucketDigests.bucketOf(last);
            boolean whole = ends || last == BucketDigests.lastHash(bucket);
            pending.clear(BucketDigests.bucketOf(span.first()), whole ? bucket + 1 : bucket);
            spanFromBuckets = !ends;
        }
        if (!ends) {
            spans.addFirst(new Span(last + 1, span.last()));
        }
    }
}
