package org.bridgewall.sync.session;

import java.util.List;
import org.bridgewall.sync.cache.BucketDigests;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.InternalCache;

/**
 * Looks whether the digests, which are only ever added to, still are those of the records: a bucket
 * of each cache every 50 ms, so all of them within a minute. Else damage in memory would be proven
 * equal for ever.
 *
 * <p>Thread rule: the replication thread.
 */
final class Scrubber {
    private static final long EVERY_NANOS = 50_000_000L;
    private static final int AT_ONCE = 4;

    private final InternalCache internal;
    private final List<ExternalCache> externals;
    private long lastNanos;
    private int bucket;
    private long damagedBuckets;

    Scrubber(InternalCache internal, List<ExternalCache> externals, long nowNanos) {
        this.internal = internal;
        this.externals = externals;
        lastNanos = nowNanos;
    }

    /** Looks at the buckets whose turn has come; after a pause, at a few of them only. */
    void poll(long nowNanos) {
        for (int i = 0; i < AT_ONCE && nowNanos - lastNanos >= EVERY_NANOS; i++) {
            lastNanos += EVERY_NANOS;
            look(nowNanos);
        }
        if (nowNanos - lastNanos >= EVERY_NANOS) {
            lastNanos = nowNanos;
        }
    }

    private void look(long nowNanos) {
        damagedBuckets += internal.scrub(bucket, nowNanos) ? 0 : 1;
        for (int i = 0; i < externals.size(); i++) {
            damagedBuckets += externals.get(i).scrub(bucket) ? 0 : 1;
        }
        bucket = (bucket + 1) % BucketDigests.COUNT;
    }

    long damagedBuckets() {
        return damagedBuckets;
    }
}
