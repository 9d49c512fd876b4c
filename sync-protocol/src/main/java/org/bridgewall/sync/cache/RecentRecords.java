package org.bridgewall.sync.cache;

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
    private int size;

    void add(int address) {
        addresses[next] = address;
        next = (next + 1) % CAPACITY;
        size = Math.min(size + 1, CAPACITY);
    }

    int size() {
        return size;
    }

    /** The address added so many before the last, 0 to {@link #size} - 1. */
    int latest(int before) {
        return addresses[(next + CAPACITY - 1 - before) % CAPACITY];
    }

    void clear() {
        next = 0;
        size = 0;
    }
}
