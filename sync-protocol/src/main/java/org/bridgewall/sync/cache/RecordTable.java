package org.bridgewall.sync.cache;

import java.util.Arrays;

/**
 * Records by identity: an open-addressing index over a {@link Slab}.
 *
 * <p>The index is ordered by the top bits of the key hash, with linear probing and without
 * wrap-around. Hence a range of hashes is a run of slots, which is how one bucket, or a part of
 * one, is read without any further structure: between a record and its home slot there is no empty
 * slot.
 *
 * <p>Block layout: hash 8, timeout 4, type 1, flags 1, key length 2, value length 2, owner's own
 * fields up to {@code headerBytes}, key, value.
 */
final class RecordTable {
    /** Key and value together; what fits into one datagram of the smallest MTU allowed. */
    static final int MAX_RECORD_BYTES = 1024;

    static final int COMMON_HEADER_BYTES = 18;

    private static final int TIMEOUT = 8;
    private static final int TYPE = 12;
    private static final int FLAGS = 13;
    private static final int KEY_LENGTH = 14;
    private static final int VALUE_LENGTH = 16;
    private static final int MIN_BITS = 10;
    private static final int OVERFLOW_SLOTS = 128;

    /** Records that come in the order of their hashes fill one end of the index: it grows then. */
    private static final int LONGEST_PROBE = 512;

    /** What the index grows to for the sake of short probes: 256 bytes per record. */
    private static final int MOST_SLOTS_PER_RECORD = 64;

    private final Slab slab = new Slab();
    private final int headerBytes;
    private int bits = MIN_BITS;
    private int[] index = new int[(1 << MIN_BITS) + OVERFLOW_SLOTS];
    private int size;

    RecordTable(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    int size() {
        return size;
    }

    /** Address of a record, or 0. */
    int find(long hash, int type, byte[] key, int keyOffset, int keyLength) {
        for (int slot = home(hash); ; slot++) {
            int address = index[slot];
            if (address == 0) {
                return 0;
            }
            if (hash(address) == hash
                    && type(address) == type
                    && keyLength(address) == keyLength
                    && Arrays.equals(
                            page(address),
                            keyOffset(address),
                            keyOffset(address) + keyLength,
                            key,
                            keyOffset,
                            keyOffset + keyLength)) {
                return address;
            }
        }
    }

    /** Address of the record with a {@link References reference}; 0 if none or several have it. */
    int findByReference(long reference, int type) {
        int found = 0;
        for (int slot = home(reference << References.SHIFT); index[slot] != 0; slot++) {
            int address = index[slot];
            if (References.of(hash(address)) == reference && type(address) == type) {
                if (found != 0) {
                    return 0;
                }
                found = address;
            }
        }
        return found;
    }

    /** Adds a record that is not there yet; the owner's own fields are zero. */
    int insert(long hash, int type, byte[] key, int keyOffset, int keyLength, int valueLength) {
        checkSize(type, keyLength, valueLength);
        if (3L * (size + 1) > 2L << bits) {
            grow();
        }
        int address = slab.allocate(headerBytes + keyLength + valueLength);
        byte[] page = page(address);
        int base = Slab.offset(address);
        Arrays.fill(page, base, base + headerBytes, (byte) 0);
        Bytes.putLong(page, base, hash);
        page[base + TYPE] = (byte) type;
        Bytes.putShort(page, base + KEY_LENGTH, keyLength);
        Bytes.putShort(page, base + VALUE_LENGTH, valueLength);
        System.arraycopy(key, keyOffset, page, base + headerBytes, keyLength);
        place(address);
        size++;
        return address;
    }

    private static void checkSize(int type, int keyLength, int valueLength) {
        if (keyLength + valueLength > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "record bytes: " + (keyLength + valueLength) + " (expected: <= 1024)");
        }
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("record type: " + type + " (expected: 0..255)");
        }
    }

    /** Writes a value; may move the record. Returns its address from now on. */
    int setValue(int address, byte[] value, int valueOffset, int valueLength) {
        checkSize(type(address), keyLength(address), valueLength);
        int fixed = headerBytes + keyLength(address);
        int oldBytes = fixed + valueLength(address);
        int target = address;
        if (!Slab.sameBlock(oldBytes, fixed + valueLength)) {
            target = slab.allocate(fixed + valueLength);
            System.arraycopy(
                    page(address), Slab.offset(address), page(target), Slab.offset(target), fixed);
            index[slotOf(address)] = target;
            wipe(address, oldBytes);
        }
        Bytes.putShort(page(target), Slab.offset(target) + VALUE_LENGTH, valueLength);
        System.arraycopy(value, valueOffset, page(target), valueOffset(target), valueLength);
        return target;
    }

    /** Removes a record; later records of the same run move up (no tombstones in the index). */
    void delete(int address) {
        int hole = slotOf(address);
        for (int slot = hole + 1; index[slot] != 0; slot++) {
            if (home(hash(index[slot])) <= hole) {
                index[hole] = index[slot];
                hole = slot;
            }
        }
        index[hole] = 0;
        wipe(address, headerBytes + keyLength(address) + valueLength(address));
        size--;
    }

    /** Zeroes the header, so that a stale address cannot be taken for a live record. */
    private void wipe(int address, int bytes) {
        int base = Slab.offset(address);
        Arrays.fill(page(address), base, base + headerBytes, (byte) 0);
        slab.release(address, bytes);
    }

    /**
     * Collects every record whose hash lies in [first, limit], from the lowest on, until at least
     * {@code enough} are found. Returns the last hash (unsigned, inclusive) up to which the
     * collection is complete.
     */
    long collect(long first, long limit, int enough, AddressBuffer found) {
        found.clear();
        int lastHome = home(limit);
        for (int slot = home(first); slot < index.length; slot++) {
            int address = index[slot];
            if (address != 0) {
                long hash = hash(address);
                if (Long.compareUnsigned(hash, first) >= 0
                        && Long.compareUnsigned(hash, limit) <= 0) {
                    found.add(address);
                }
            } else if (slot >= lastHome) {
                return limit;
            } else if (found.size() >= enough) {
                return ((long) slot << (Long.SIZE - bits)) | (-1L >>> bits);
            }
        }
        return limit;
    }

    /** Whether the key still is the one that the record was entered under. */
    boolean keyIsIntact(int address, long seed) {
        return hash(address)
                == StateHash.ofKey(
                        seed, type(address), page(address), keyOffset(address), keyLength(address));
    }

    /** Slots of the index, for a scan by {@link #at}. */
    int slots() {
        return index.length;
    }

    /** Address in a slot of the index, or 0. */
    int at(int slot) {
        return index[slot];
    }

    void clear() {
        slab.clear();
        bits = MIN_BITS;
        index = new int[(1 << MIN_BITS) + OVERFLOW_SLOTS];
        size = 0;
    }

    private int home(long hash) {
        return (int) (hash >>> (Long.SIZE - bits));
    }

    private int slotOf(int address) {
        int slot = home(hash(address));
        while (index[slot] != address) {
            if (index[slot] == 0) {
                throw new IllegalStateException("address " + address + " is not in the index");
            }
            slot++;
        }
        return slot;
    }

    /** The last slot stays empty, so that every run ends. */
    private void place(int address) {
        while (!placed(address)) {
            grow();
        }
    }

    private boolean placed(int address) {
        int home = home(hash(address));
        int slot = home;
        while (index[slot] != 0) {
            slot++;
        }
        if (slot == index.length - 1 || (slot - home > LONGEST_PROBE && mayGrow())) {
            return false;
        }
        index[slot] = address;
        return true;
    }

    private boolean mayGrow() {
        return 1L << bits < (long) MOST_SLOTS_PER_RECORD * size;
    }

    private void grow() {
        int[] old = index;
        boolean done = false;
        while (!done) {
            bits++;
            index = new int[(1 << bits) + OVERFLOW_SLOTS];
            done = true;
            for (int i = 0; i < old.length && done; i++) {
                done = old[i] == 0 || placed(old[i]);
            }
        }
    }

    /** Gives every record the hash that the seed yields. */
    void rehash(long seed) {
        int[] old = index;
        index = new int[old.length];
        for (int address : old) {
            if (address != 0) {
                long hash =
                        StateHash.ofKey(
                                seed,
                                type(address),
                                page(address),
                                keyOffset(address),
                                keyLength(address));
                Bytes.putLong(page(address), Slab.offset(address), hash);
                place(address);
            }
        }
    }

    byte[] page(int address) {
        return slab.page(address);
    }

    long hash(int address) {
        return Bytes.getLong(page(address), Slab.offset(address));
    }

    int type(int address) {
        return page(address)[Slab.offset(address) + TYPE] & 0xff;
    }

    int flags(int address) {
        return page(address)[Slab.offset(address) + FLAGS];
    }

    void setFlags(int address, int flags) {
        page(address)[Slab.offset(address) + FLAGS] = (byte) flags;
    }

    int timeoutSeconds(int address) {
        return Bytes.getInt(page(address), Slab.offset(address) + TIMEOUT);
    }

    void setTimeoutSeconds(int address, int seconds) {
        Bytes.putInt(page(address), Slab.offset(address) + TIMEOUT, seconds);
    }

    int keyLength(int address) {
        return Bytes.getUnsignedShort(page(address), Slab.offset(address) + KEY_LENGTH);
    }

    int valueLength(int address) {
        return Bytes.getUnsignedShort(page(address), Slab.offset(address) + VALUE_LENGTH);
    }

    int keyOffset(int address) {
        return Slab.offset(address) + headerBytes;
    }

    int valueOffset(int address) {
        return Slab.offset(address) + headerBytes + keyLength(address);
    }

    boolean valueEquals(int address, byte[] value, int offset, int length) {
        int at = valueOffset(address);
        return valueLength(address) == length
                && Arrays.equals(page(address), at, at + length, value, offset, offset + length);
    }

    long stateHash(int address) {
        return StateHash.ofState(
                hash(address), page(address), valueOffset(address), valueLength(address));
    }

    void view(int address, int timeoutSeconds, boolean removed, RecordView view) {
        view.set(type(address), page(address), timeoutSeconds, removed);
        view.setKeyAndValue(
                keyOffset(address), keyLength(address), valueOffset(address), valueLength(address));
    }

    /** Heap bytes held: pages and index. */
    long memoryBytes() {
        return slab.reservedBytes() + 4L * index.length;
    }
}
