package org.bridgewall.sync.wire;

/**
 * Which counters of one sender were seen (RFC 6479): a window of 2048 below the highest. Thread
 * rule: one owner.
 */
final class ReplayWindow {
    private static final int BITS = 2048;

    private final long[] seen = new long[BITS / Long.SIZE];
    private long highest;

    /** Whether a counter is new; call before it is authenticated. */
    boolean isNew(long counter) {
        if (counter <= 0 || counter <= highest - BITS) {
            return false;
        }
        return counter > highest || (seen[word(counter)] & bit(counter)) == 0;
    }

    /** Remembers a counter; call only once it is authenticated. */
    void remember(long counter) {
        if (counter - highest >= BITS) {
            java.util.Arrays.fill(seen, 0);
        } else {
            for (long i = highest + 1; i <= counter; i++) {
                seen[word(i)] &= ~bit(i);
            }
        }
        highest = Math.max(highest, counter);
        seen[word(counter)] |= bit(counter);
    }

    long highest() {
        return highest;
    }

    private static int word(long counter) {
        return (int) (counter % BITS / Long.SIZE);
    }

    private static long bit(long counter) {
        return 1L << (counter % Long.SIZE);
    }
}
