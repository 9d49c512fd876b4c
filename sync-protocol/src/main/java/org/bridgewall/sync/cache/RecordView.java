package org.bridgewall.sync.cache;

/**
 * A reusable window on one record: where its key and value lie, in a cache, a snapshot or a
 * received frame. Valid until that changes; the bytes must not be written.
 *
 * <p>Thread rule: belongs to whoever iterates.
 */
public final class RecordView {
    private static final byte[] NONE = new byte[0];

    private int type;
    private byte[] bytes = NONE;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueLength;
    private int timeoutSeconds;
    private boolean removed;
    private boolean byReference;
    private long reference;

    /** Moves the window to another record, named by its key. */
    public void set(int newType, byte[] newBytes, int newTimeoutSeconds, boolean isRemoved) {
        type = newType;
        bytes = newBytes;
        timeoutSeconds = newTimeoutSeconds;
        removed = isRemoved;
        byReference = false;
    }

    /** Says where key and value lie; without a key where the record is named by reference. */
    public void setKeyAndValue(
            int newKeyOffset, int newKeyLength, int newValueOffset, int newValueLength) {
        keyOffset = newKeyOffset;
        keyLength = newKeyLength;
        valueOffset = newValueOffset;
        valueLength = newValueLength;
    }

    /** Names the record by its {@link References reference} from now on. */
    public void refer(long newReference) {
        byReference = true;
        reference = newReference;
    }

    /**
     * Record type: 1 flow, 2 expectation, 3 bridge FDB entry, 4 ban; others are carried as they
     * are.
     */
    public int type() {
        return type;
    }

    /** The array that holds key and value. */
    public byte[] bytes() {
        return bytes;
    }

    public int keyOffset() {
        return keyOffset;
    }

    public int keyLength() {
        return keyLength;
    }

    public int valueOffset() {
        return valueOffset;
    }

    public int valueLength() {
        return valueLength;
    }

    /**
     * Seconds until the entry would expire: in an internal cache as the kernel last said, in an
     * external cache and a snapshot what remains now (zero or less: past it), in a frame as sent.
     */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** True for a tombstone: only type and key (or reference) mean something. */
    public boolean removed() {
        return removed;
    }

    /**
     * Whether the {@link #reference} names the record: in a frame instead of the key, in an
     * internal cache beside it (the peer that it is shown for understands it).
     */
    public boolean byReference() {
        return byReference;
    }

    /** Meaningful if {@link #byReference}. */
    public long reference() {
        return reference;
    }

    /** A copy of the key, for slow paths. */
    public byte[] key() {
        return java.util.Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength);
    }

    /** A copy of the value, for slow paths. */
    public byte[] value() {
        return java.util.Arrays.copyOfRange(bytes, valueOffset, valueOffset + valueLength);
    }
}
