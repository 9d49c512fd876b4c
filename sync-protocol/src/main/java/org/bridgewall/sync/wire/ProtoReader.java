package org.bridgewall.sync.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf's wire format from a byte array; never reads past its end, whatever the bytes say.
 * Reusable: {@link #reset}. Thread rule: none, belongs to one owner.
 */
final class ProtoReader {
    private static final byte[] NONE = new byte[0];
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = NONE;
    private int position;
    private int end;

    void reset(byte[] newBytes, int offset, int length) {
        bytes = newBytes;
        position = offset;
        end = offset + length;
    }

    boolean hasMore() {
        return position < end;
    }

    int position() {
        return position;
    }

    /** Field number and wire type, as {@code field << 3 | wireType}. */
    int tag() throws MalformedFrameException {
        long tag = varint();
        if (tag < 8 || tag > Integer.MAX_VALUE) {
            throw new MalformedFrameException("bad tag");
        }
        return (int) tag;
    }

    long varint() throws MalformedFrameException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position >= end) {
                throw new MalformedFrameException("truncated number");
            }
            byte b = bytes[position++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedFrameException("number of more than ten bytes");
    }

    long fixed64() throws MalformedFrameException {
        need(Long.BYTES);
        long value = (long) LONGS.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    /** Length of a length-delimited field, of which the bytes follow and are there. */
    int length() throws MalformedFrameException {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw new MalformedFrameException("field longer than the frame");
        }
        return (int) length;
    }

    /** One byte, 0..255. */
    int octet() throws MalformedFrameException {
        need(1);
        return bytes[position++] & 0xff;
    }

    /** A number of so many bytes, highest first. */
    long bigEndian(int count) throws MalformedFrameException {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (bytes[position++] & 0xff);
        }
        return value;
    }

    void skipBytes(int count) {
        position += count;
    }

    /**
     * Narrows the reader to the next {@code length} bytes; {@link #widen} with the result after.
     */
    int narrow(int length) {
        int outer = end;
        end = position + length;
        return outer;
    }

    void widen(int outerEnd) {
        position = end;
        end = outerEnd;
    }

    void skip(int tag) throws MalformedFrameException {
        switch (tag & 7) {
            case ProtoWriter.VARINT -> varint();
            case ProtoWriter.FIXED64 -> advance(Long.BYTES);
            case ProtoWriter.BYTES -> skipBytes(length());
            case ProtoWriter.FIXED32 -> advance(Integer.BYTES);
            default -> throw new MalformedFrameException("wire type " + (tag & 7));
        }
    }

    private void advance(int count) throws MalformedFrameException {
        need(count);
        position += count;
    }

    private void need(int count) throws MalformedFrameException {
        if (end - position < count) {
            throw new MalformedFrameException("truncated");
        }
    }
}
