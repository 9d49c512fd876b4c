package org.bridgewall.agent.loop;

/**
 * Which flows of the replica stand in this kernel, by key hash, and until when: 12 bytes a slot, no
 * object per flow.
 *
 * <p>Thread rule: the replication thread. Seconds are of an arbitrary origin, above 0.
 */
final class WarmLedger {
    private static final int MIN_SLOTS = 1024;

    private long[] hashes = new long[MIN_SLOTS];
    private int[] expiries = new int[MIN_SLOTS]; // 0: the slot is empty
    private int size;

    /** Is told of flows that expire soon. */
    @FunctionalInterface
    interface Visitor {
        void flow(long hash);
    }

    int size() {
        return size;
    }

    boolean holds(long hash) {
        return expiry(hash) != 0;
    }

    /** The second in which the kernel would forget a flow; 0: it is not there. */
    int expiry(long hash) {
        return expiries[slot(hash)];
    }

    /** Notes that a flow was written, and when the kernel would forget it. */
    void put(long hash, int expirySeconds) {
        int slot = slot(hash);
        if (expiries[slot] == 0) {
            if (2 * (size + 1) > hashes.length) {
                grow();
                slot = slot(hash);
            }
            hashes[slot] = hash;
            size++;
        }
        expiries[slot] = expirySeconds;
    }

    /** Forgets a flow; returns whether it was there. Later ones of the same run move up. */
    boolean remove(long hash) {
        int hole = slot(hash);
        if (expiries[hole] == 0) {
            return false;
        }
        int mask = hashes.length - 1;
        for (int at = (hole + 1) & mask; expiries[at] != 0; at = (at + 1) & mask) {
            int home = home(hashes[at]);
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                hashes[hole] = hashes[at];
                expiries[hole] = expiries[at];
                hole = at;
            }
        }
        expiries[hole] = 0;
        size--;
        return true;
    }

    /** Visits what the kernel would forget before that second. */
    void expiringBefore(int second, Visitor visitor) {
        for (int slot = 0; slot < hashes.length; slot++) {
            if (expiries[slot] != 0 && expiries[slot] < second) {
                visitor.flow(hashes[slot]);
            }
        }
    }

    void clear() {
        hashes = new long[MIN_SLOTS];
        expiries = new int[MIN_SLOTS];
        size = 0;
    }

    /** Heap bytes held. */
    long memoryBytes() {
        return 12L * hashes.length;
    }

    private int home(long hash) {
        return (int) ((hash * 0x9e3779b97f4a7c15L) >>> 32) & (hashes.length - 1);
    }

    private int slot(long hash) {
        int slot = home(hash);
        while (expiries[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldExpiries = expiries;
        hashes = new long[2 * oldHashes.length];
        expiries = new int[hashes.length];
        size = 0;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldExpiries[i] != 0) {
                put(oldHashes[i], oldExpiries[i]);
            }
        }
    }
}
