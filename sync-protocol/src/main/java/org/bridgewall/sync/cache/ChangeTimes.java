package org.bridgewall.sync.cache;

/**
 * When versions were given out: to a millisecond for the last second, to a tenth of a second for
 * the last hundred; two rings, so that no record needs a time of its own.
 */
final class ChangeTimes {
    private final Ring fine = new Ring(1_000_000L);
    private final Ring coarse = new Ring(100_000_000L);

    void changed(long version, long nowNanos) {
        fine.changed(version, nowNanos);
        coarse.changed(version, nowNanos);
    }

    /** Highest version given out at or before the cutoff, of those up to {@code latest}. */
    long lastAt(long cutoffNanos, long latest) {
        return fine.lastAt(cutoffNanos, latest);
    }

    /** When a version was given out; the oldest time known if that is longer ago. */
    long timeOf(long version) {
        return fine.knows(version) ? fine.timeOf(version) : coarse.timeOf(version);
    }

    /** Marks at least so far apart; the oldest are overwritten. */
    private static final class Ring {
        private static final int MARKS = 1024;

        private final long granularityNanos;
        private final long[] versions = new long[MARKS];
        private final long[] times = new long[MARKS];
        private long count;

        Ring(long granularityNanos) {
            this.granularityNanos = granularityNanos;
        }

        void changed(long version, long nowNanos) {
            if (count > 0 && nowNanos - time(count - 1) < granularityNanos) {
                return;
            }
            versions[(int) (count % MARKS)] = version;
            times[(int) (count % MARKS)] = nowNanos;
            count++;
        }

        long lastAt(long cutoffNanos, long latest) {
            long result = latest;
            for (long i = count - 1; i >= oldest() && time(i) - cutoffNanos > 0; i--) {
                result = versions[(int) (i % MARKS)] - 1;
            }
            return result;
        }

        boolean knows(long version) {
            return count == 0 || version >= versions[(int) (oldest() % MARKS)];
        }

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
}
