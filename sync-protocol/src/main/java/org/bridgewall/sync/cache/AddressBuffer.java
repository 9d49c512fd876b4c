package org.bridgewall.sync.cache;

import java.util.Arrays;

/** Addresses collected from a scan; reused, so that a scan allocates nothing in steady state. */
final class AddressBuffer {
    private int[] addresses = new int[64];
    private int size;

    void clear() {
        size = 0;
    }

    void add(int address) {
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, size * 2);
        }
        addresses[size++] = address;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return addresses[index];
    }

    void set(int index, int address) {
        addresses[index] = address;
    }
}
