package org.bridgewall.sync.cache;

/**
 * Live records of one range of key hashes, in ascending unsigned order of the hash; reused from run
 * to run.
 */
public final class RecordRun {
    private final AddressBuffer found = new AddressBuffer();
    private long[] hashes = new long[64];
    private int[] addresses = new int[64];
    private int size;

    long fill(InternalCache cache, RecordTable table, long first, long limit, int enough) {
        long complete = table.collect(first, limit, enough, found);
        reserve(found.size());
        size = 0;
        for (int i = 0; i < found.size(); i++) {
            int address = found.get(i);
            if (!cache.isTombstone(address)
                    && Long.compareUnsigned(table.hash(address), complete) <= 0) {
                hashes[size] = table.hash(address) ^ Long.MIN_VALUE;
                addresses[size++] = address;
            }
        }
        sort();
        return complete;
    }

    private void reserve(int count) {
        if (count > hashes.length) {
            int capacity = Integer.highestOneBit(count) * 2;
            hashes = new long[capacity];
            addresses = new int[capacity];
        }
    }

    /** Insertion sort: a scan of the table yields an almost sorted run. */
    private void sort() {
        for (int i = 1; i < size; i++) {
            long hash = hashes[i];
            int address = addresses[i];
            int at = i;
            while (at > 0 && hashes[at - 1] > hash) {
                hashes[at] = hashes[at - 1];
                addresses[at] = addresses[at - 1];
                at--;
            }
            hashes[at] = hash;
            addresses[at] = address;
        }
    }

    public int size() {
        return size;
    }

    public int address(int i) {
        return addresses[i];
    }

    /** Key hash of a record of the run. */
    public long hash(int i) {
        return hashes[i] ^ Long.MIN_VALUE;
    }
}
