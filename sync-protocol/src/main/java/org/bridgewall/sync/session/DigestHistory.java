package org.bridgewall.sync.session;

import java.util.Arrays;
import org.bridgewall.sync.cache.BucketDigests;

/**
 * The bucket digests at the last few heartbeats that were proofs, so that a peer's answer is
 * compared with the moment it speaks of. Thread rule: the replication thread.
 */
final class DigestHistory {
    private static final int DEPTH = 8;

    private final long[][] buckets = new long[DEPTH][];
    private final long[] sequences = new long[DEPTH];
    private final long[] versions = new long[DEPTH];
    private int next;

    DigestHistory() {
        clear();
    }

    void clear() {
        Arrays.fill(sequences, -1);
    }

    /** At one sequence there is one state. */
    void add(long sequence, long version, BucketDigests digests) {
        int entry = find(sequence);
        if (entry < 0) {
            entry = next;
            next = (next + 1) % DEPTH;
        }
        if (buckets[entry] == null) {
            buckets[entry] = new long[BucketDigests.COUNT];
        }
        digests.copyTo(buckets[entry]);
        sequences[entry] = sequence;
        versions[entry] = version;
    }

    /** Index of the entry for a sequence, or -1. */
    int find(long sequence) {
        for (int i = 0; i < DEPTH; i++) {
            if (sequences[i] == sequence) {
                return i;
            }
        }
        return -1;
    }

    long version(int entry) {
        return versions[entry];
    }

    int bucketCount() {
        return BucketDigests.COUNT;
    }

    long bucket(int entry, int bucket) {
        return buckets[entry][bucket];
    }
}
