package org.bridgewall.sync.cache;

/**
 * Short names of records: the upper 48 bits of the key hash. The sender uses one only where no
 * other record of its table, removed ones included, has the same; so at a receiver that holds
 * nothing else it is unique too, and one that holds something else finds out at the next comparison
 * of digests.
 */
public final class References {
    /** Bytes of a reference on the wire. */
    public static final int BYTES = 6;

    /** Bits of a key hash that a reference leaves out. */
    static final int SHIFT = Long.SIZE - 8 * BYTES;

    private References() {}

    /** Reference of a key hash, 0..2^48-1. */
    public static long of(long keyHash) {
        return keyHash >>> SHIFT;
    }
}
