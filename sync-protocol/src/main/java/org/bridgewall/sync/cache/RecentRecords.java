package org.bridgewall.sync.cache;

import java.util.Arrays;

/**
 * Where the records lie that were stored last, so that a commit can begin with them before all
 * others have been put in order. An address may be there more than once, or have been freed since.
 *
 * <p>Thread rule: one thread. Allocates nothing after its making.
 */
final class RecentRecords {
    /** What the kernel writes in twice the time that ordering a hundred thousand takes. */
    static final int CAPACITY = 32_768;

    private final int[] addresses = new int[CAPACITY];
    private int next;

    void add(int address) {
        addresses[next] = address;
        next = (next + 1) % CAPACITY;
    }

    /** The address added so many before the last, 0 to {@link #CAPACITY} - 1; 0 is none. */
    int latest(int before) {
        return addresses[(next + CAPACITY - 1 - before) % CAPACITY];
    }

    void clear() {
        Arrays.fill(addresses, 0);
        next = 0;
    }
}
