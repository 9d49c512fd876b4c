package org.bridgewall.sync.cache;

/**
 * Digests of a set of records: per bucket the wrapping sum of the state hashes of its live records,
 * and the root over all. O(1) per change; equal sets have equal digests whatever the order of
 * changes.
 *
 * <p>A record's bucket is the top ten bits of its key hash. Thread rule: the replication thread.
 */
public final class BucketDigests {
    /** Number of buckets; part of the protocol. */
    public static final int COUNT = 1024;

    private static final int SHIFT = Long.SIZE - 10;

    private final long[] buckets = new long[COUNT];
    private long root;

    /** Bucket of a key hash. */
    public static int bucketOf(long keyHash) {
        return (int) (keyHash >>> SHIFT);
    }

    /** Lowest key hash of a bucket, unsigned. */
    public static long firstHash(int bucket) {
        return (long) bucket << SHIFT;
    }

    /** Highest key hash of a bucket, unsigned, inclusive. */
    public static long lastHash(int bucket) {
        return firstHash(bucket) | (-1L >>> 10);
    }

    void add(long keyHash, long stateHash) {
        buckets[bucketOf(keyHash)] += stateHash;
        root += spread(keyHash, stateHash);
    }

    void subtract(long keyHash, long stateHash) {
        buckets[bucketOf(keyHash)] -= stateHash;
        root -= spread(keyHash, stateHash);
    }

    /**
     * Says what the digest of a bucket really is, computed anew. Returns whether it was kept right.
     */
    boolean correct(int bucket, long digest) {
        long wrong = digest - buckets[bucket];
        buckets[bucket] = digest;
        root += wrong * (2L * bucket + 1);
        return wrong == 0;
    }

    /** The root sees the bucket too, so that it is not a mere sum of the bucket digests. */
    private static long spread(long keyHash, long stateHash) {
        return stateHash * (2L * bucketOf(keyHash) + 1);
    }

    void clear() {
        java.util.Arrays.fill(buckets, 0);
        root = 0;
    }

    /** Digest over everything; 0 for an empty set. */
    public long root() {
        return root;
    }

    /** Digest of one bucket; 0 for an empty one. */
    public long bucket(int index) {
        return buckets[index];
    }

    /** Copies all bucket digests into an array of {@link #COUNT}. */
    public void copyTo(long[] target) {
        System.arraycopy(buckets, 0, target, 0, COUNT);
    }
}
