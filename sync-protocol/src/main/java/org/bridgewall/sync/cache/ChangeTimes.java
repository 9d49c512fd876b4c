package org.bridgewall.sync.cache;

/**
 * When versions were given out, to a millisecond and for the recent past only; a ring, so that no
 * record needs a time of its own.
 */
final class ChangeTimes {
    private static final long GRANULARITY_NANOS = 1_000_000;
    private static final int MARKS = 1024;

    private final long[] versions = new long[MARKS];
    private final long[] times = new long[MARKS];
    private long count;

    void changed(long version, long nowNanos) {
        if (count > 0 && nowNanos - time(count - 1) < GRANULARITY_NANOS) {
            return;
        }
        versions[(int) (count % MARKS)] = version;
        times[(int) (count % MARKS)] = nowNanos;
        count++;
    }

    /** Highest version given out at or before the cutoff, of those up to {@code latest}. */
    long lastAt(long cutoffNanos, long latest) {
        long result = latest;
        for (long i = count - 1; i >= oldest() && time(i) - cutoffNanos > 0; i--) {
            result = versions[(int) (i % MARKS)] - 1;
        }
        return result;
    }

    /** When a version was given out; the oldest time known if that is longer ago. */
    long timeOf(long version) {
        long low = oldest();
        long high = count - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (versions[(int) (middle % MARKS)] <= version) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return count == 0 ? 0 : time(low);
    }

    private long oldest() {
        return Math.max(0, count - MARKS);
    }

    private long time(long i) {
        return times[(int) (i % MARKS)];
    }
}
