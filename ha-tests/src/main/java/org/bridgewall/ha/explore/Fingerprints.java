package org.bridgewall.ha.explore;

/**
 * A set of 128-bit fingerprints of states (hash compaction): two states are taken for one with a
 * probability below n^2 / 2^129.
 *
 * <p>Thread rule: one thread.
 */
final class Fingerprints {
    private long[] slots = new long[1 << 17];
    private int mask = (1 << 16) - 1;
    private int size;

    /** Adds the fingerprint of the numbers; false when it was there. */
    boolean add(int[] numbers) {
        long high = high(numbers);
        long low = low(numbers);
        int at = find(high, low);
        if (slots[2 * at] != 0) {
            return false;
        }
        put(at, high, low);
        return true;
    }

    boolean contains(int[] numbers) {
        return slots[2 * find(high(numbers), low(numbers))] != 0;
    }

    private static long high(int[] numbers) {
        long high = 0x9E3779B97F4A7C15L;
        for (int number : numbers) {
            high = mix(high ^ number, 0xBF58476D1CE4E5B9L);
        }
        return high == 0 ? 1 : high;
    }

    private static long low(int[] numbers) {
        long low = 0xC2B2AE3D27D4EB4FL;
        for (int number : numbers) {
            low = mix(low + number * 0x9E3779B97F4A7C15L, 0x94D049BB133111EBL);
        }
        return low;
    }

    private static long mix(long value, long factor) {
        long mixed = (value ^ (value >>> 29)) * factor;
        return mixed ^ (mixed >>> 32);
    }

    private int find(long high, long low) {
        int at = (int) (high ^ (high >>> 32)) & mask;
        while (slots[2 * at] != 0 && (slots[2 * at] != high || slots[2 * at + 1] != low)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void put(int at, long high, long low) {
        slots[2 * at] = high;
        slots[2 * at + 1] = low;
        size++;
        if (size > mask / 3 * 2) {
            grow();
        }
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        mask = mask * 2 + 1;
        for (int at = 0; at < old.length; at += 2) {
            if (old[at] != 0) {
                int place = find(old[at], old[at + 1]);
                slots[2 * place] = old[at];
                slots[2 * place + 1] = old[at + 1];
            }
        }
    }

    int size() {
        return size;
    }

    long bytes() {
        return slots.length * 8L;
    }
}
