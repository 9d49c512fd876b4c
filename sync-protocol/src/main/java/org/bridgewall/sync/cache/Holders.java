package org.bridgewall.sync.cache;

import java.util.List;

/**
 * A bit per peer in the header of each record of an internal cache. Of a live record: the peer has
 * acknowledged it, so it may be told of changes by reference. Of a tombstone: the peer has not
 * acknowledged the removal yet.
 *
 * <p>What was acknowledged in an earlier session says nothing. That is found out when the record
 * changes, by the version that it had; so a new session need not walk the table.
 *
 * <p>Thread rule: the replication thread.
 */
final class Holders {
    private static final int BITS = 18;

    private final RecordTable table;
    private final List<ChangeCursor> cursors;

    Holders(RecordTable table, List<ChangeCursor> cursors) {
        this.table = table;
        this.cursors = cursors;
    }

    /** Bits of all peers that take part. */
    int active() {
        int bits = 0;
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            bits |= cursor.active ? cursor.bit : 0;
        }
        return bits;
    }

    /** A live record is about to get a new version instead of this one. */
    void changing(int address, long version) {
        int bits = get(address);
        if (bits == 0) {
            return;
        }
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (version <= cursor.earlierVersion) {
                bits &= ~cursor.bit;
            }
        }
        set(address, bits);
    }

    /** Whether a peer surely holds a live record, in whatever state. */
    boolean holds(ChangeCursor cursor, int address, long version) {
        return (get(address) & cursor.bit) != 0 && version > cursor.earlierVersion;
    }

    void add(int address, ChangeCursor cursor) {
        set(address, get(address) | cursor.bit);
    }

    /** Takes a peer out; returns the bits that are left. */
    int remove(int address, ChangeCursor cursor) {
        int left = get(address) & ~cursor.bit;
        set(address, left);
        return left;
    }

    private int get(int address) {
        return Bytes.getUnsignedShort(table.page(address), Slab.offset(address) + BITS);
    }

    void set(int address, int bits) {
        Bytes.putShort(table.page(address), Slab.offset(address) + BITS, bits);
    }
}
