package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.InternalCache;

/**
 * Records whose datagram was lost and that are to be sent again, first in first out; bounded by
 * what was in flight. Thread rule: the replication thread.
 */
final class LostRecords {
    private int[] addresses = new int[64];
    private long[] versions = new long[64];
    private int head;
    private int size;

    void add(int address, long version) {
        if (size == addresses.length) {
            grow();
        }
        int slot = (head + size++) & (addresses.length - 1);
        addresses[slot] = address;
        versions[slot] = version;
    }

    private void grow() {
        int[] oldAddresses = addresses;
        long[] oldVersions = versions;
        addresses = new int[size * 2];
        versions = new long[size * 2];
        for (int i = 0; i < size; i++) {
            addresses[i] = oldAddresses[(head + i) & (size - 1)];
            versions[i] = oldVersions[(head + i) & (size - 1)];
        }
        head = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int firstAddress() {
        return addresses[head];
    }

    long firstVersion() {
        return versions[head];
    }

    void removeFirst() {
        head = (head + 1) & (addresses.length - 1);
        size--;
    }

    /** Live records that are still to be sent again; of the first priority only, if so asked. */
    int live(InternalCache cache, boolean firstOnly) {
        int live = 0;
        for (int i = 0; i < size; i++) {
            int slot = (head + i) & (versions.length - 1);
            if (cache.isCurrent(addresses[slot], versions[slot])) {
                boolean counts =
                        firstOnly ? cache.isFirst(addresses[slot]) : cache.isLive(addresses[slot]);
                live += counts ? 1 : 0;
            }
        }
        return live;
    }

    boolean anyUpTo(long version) {
        for (int i = 0; i < size; i++) {
            if (versions[(head + i) & (versions.length - 1)] <= version) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        head = 0;
        size = 0;
    }
}
