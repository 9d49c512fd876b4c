package org.bridgewall.sync.cache;

/**
 * A reusable window on one record: where its key and value lie. Valid until the cache changes; the
 * bytes must not be written.
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

    void set(int type, byte[] bytes, int timeoutSeconds, boolean removed) {
        this.type = type;
        this.bytes = bytes;
        this.timeoutSeconds = timeoutSeconds;
        this.removed = removed;
    }

    void setKeyAndValue(int keyOffset, int keyLength, int valueOffset, int valueLength) {
        this.keyOffset = keyOffset;
        this.keyLength = keyLength;
        this.valueOffset = valueOffset;
        this.valueLength = valueLength;
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
     * external cache and a snapshot what remains now (zero or less: past it).
     */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** True for a tombstone: only type and key mean something. */
    public boolean removed() {
        return removed;
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
