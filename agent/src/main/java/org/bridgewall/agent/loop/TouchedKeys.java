package org.bridgewall.agent.loop;

import java.util.Arrays;

/**
 * Which flows events have named lately, as hashes of their keys: while a dump runs, what events say
 * is newer than what the dump says.
 *
 * <p>Two generations: what was named since the last {@link #turn}, and between that and the one
 * before.
 *
 * <p>Thread rule: the replication thread. Allocates only to grow.
 */
final class TouchedKeys {
    private static final int MIN_SLOTS = 1 << 12;

    private long[] recent = new long[MIN_SLOTS];
    private long[] older = new long[MIN_SLOTS];
    private int recentSize;
    private int olderSize;

    void add(long hash) {
        if (2 * (recentSize + 1) > recent.length) {
            grow();
        }
        if (insert(recent, hash)) {
            recentSize++;
        }
    }

    boolean contains(long hash) {
        return (recentSize > 0 && holds(recent, hash)) || (olderSize > 0 && holds(older, hash));
    }

    /** Forgets the older generation; the recent one becomes the older. */
    void turn() {
        long[] free = older;
        older = recent;
        olderSize = recentSize;
        Arrays.fill(free, 0);
        recent = free;
        recentSize = 0;
    }

    /** Forgets everything. */
    void clear() {
        turn();
        turn();
    }

    private void grow() {
        long[] larger = new long[2 * recent.length];
        for (long hash : recent) {
            if (hash != 0) {
                insert(larger, hash);
            }
        }
        recent = larger;
    }

    /** Zero marks an empty slot: the one hash that is zero shares the place of one. */
    private static int slotOf(long[] set, long hash) {
        int slot = (int) (hash >>> 20) & (set.length - 1);
        while (set[slot] != 0 && set[slot] != hash) {
            slot = (slot + 1) & (set.length - 1);
        }
        return slot;
    }

    private static boolean insert(long[] set, long hash) {
        long stored = hash == 0 ? 1 : hash;
        int slot = slotOf(set, stored);
        boolean added = set[slot] == 0;
        set[slot] = stored;
        return added;
    }

    private static boolean holds(long[] set, long hash) {
        return set[slotOf(set, hash == 0 ? 1 : hash)] != 0;
    }
}
