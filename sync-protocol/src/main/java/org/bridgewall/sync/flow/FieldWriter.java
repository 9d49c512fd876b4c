package org.bridgewall.sync.flow;

/**
 * Writes protobuf fields into a caller's array (protobuf.dev, "Encoding"). Fields with the value
 * zero are left out, as proto3 does. Nothing is allocated.
 */
final class FieldWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private byte[] out = new byte[0];
    private int at;

    void over(byte[] target, int offset) {
        out = target;
        at = offset;
    }

    int position() {
        return at;
    }

    void uint32(int field, int value) {
        if (value != 0) {
            tag(field, VARINT);
            varint(value);
        }
    }

    void fixed32(int field, int value) {
        if (value != 0) {
            tag(field, FIXED32);
            little(value, 4);
        }
    }

    void fixed64(int field, long value) {
        if (value != 0) {
            tag(field, FIXED64);
            little(value, 8);
        }
    }

    void bytes(int field, byte[] value, int length) {
        if (length != 0) {
            tag(field, BYTES);
            varint(length);
            System.arraycopy(value, 0, out, at, length);
            at += length;
        }
    }

    /**
     * Begins a message inside this one.
     *
     * @return what {@link #endMessage} wants
     */
    int beginMessage(int field) {
        tag(field, BYTES);
        return at++;
    }

    /** Ends it: its length must be below 128, so that it takes the one byte left for it. */
    void endMessage(int begun) {
        int length = at - begun - 1;
        if (length > 127) {
            throw new IllegalStateException("length: " + length + " (expected: 0-127)");
        }
        out[begun] = (byte) length;
    }

    private void tag(int field, int wireType) {
        varint((field << 3) | wireType);
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out[at++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
    }

    private void little(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out[at++] = (byte) (value >>> (8 * i));
        }
    }
}
