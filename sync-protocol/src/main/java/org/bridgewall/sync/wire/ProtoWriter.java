package org.bridgewall.sync.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes protobuf's wire format into a byte array (protobuf.dev/programming-guides/encoding).
 * Fields with proto3's default value are the caller's to leave out. Thread rule: none, belongs to
 * one owner.
 */
final class ProtoWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] buffer;
    private int position;

    ProtoWriter(byte[] buffer) {
        this.buffer = buffer;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    void position(int newPosition) {
        position = newPosition;
    }

    int remaining() {
        return buffer.length - position;
    }

    static int varintSize(long value) {
        return (Long.SIZE + 6 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[position++] = (byte) rest;
    }

    void octet(int value) {
        buffer[position++] = (byte) value;
    }

    void tag(int field, int wireType) {
        varint(field << 3 | wireType);
    }

    void varintField(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    void fixed64Field(int field, long value) {
        tag(field, FIXED64);
        fixed64(value);
    }

    void fixed64(long value) {
        LONGS.set(buffer, position, value);
        position += Long.BYTES;
    }

    void bytesField(int field, byte[] bytes, int offset, int length) {
        tag(field, BYTES);
        varint(length);
        System.arraycopy(bytes, offset, buffer, position, length);
        position += length;
    }
}
