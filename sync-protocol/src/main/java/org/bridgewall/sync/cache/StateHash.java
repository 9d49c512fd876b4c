package org.bridgewall.sync.cache;

/**
 * The 64-bit hash behind table positions, buckets and digests. Part of the protocol: both ends must
 * compute the same, so a change needs a new protocol feature.
 *
 * <p>Eight bytes at a time are folded with a 64x64 to 128-bit multiplication; a final avalanche
 * makes every bit usable, since the top ten choose the bucket.
 */
public final class StateHash {
    private static final long P0 = 0xa0761d6478bd642fL;
    private static final long P1 = 0xe7037ed1a0b428dbL;
    private static final long P2 = 0x8ebc6af09c88c6e3L;

    private StateHash() {}

    /** Hash of a record's identity: its place in the table and its bucket. */
    public static long ofKey(long seed, int type, byte[] key, int offset, int length) {
        return ofBytes(seed ^ (type + 1L) * P2, key, offset, length);
    }

    /** Hash of a record's whole state, given the hash of its identity. */
    public static long ofState(long keyHash, byte[] value, int offset, int length) {
        return ofBytes(keyHash ^ P0, value, offset, length);
    }

    /** Hash of any bytes. */
    public static long ofBytes(long seed, byte[] bytes, int offset, int length) {
        long hash = fold(seed ^ P0, length ^ P1);
        int at = offset;
        int end = offset + length;
        while (end - at >= 8) {
            hash = fold(hash ^ Bytes.getLong(bytes, at), P1);
            at += 8;
        }
        if (at < end) {
            long tail = 0;
            for (int shift = 0; at < end; at++, shift += 8) {
                tail |= (bytes[at] & 0xffL) << shift;
            }
            hash = fold(hash ^ tail, P2);
        }
        return fold(hash ^ P2, P0);
    }

    private static long fold(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) ^ (a * b) ^ Long.rotateLeft(a, 23);
    }
}
