package org.bridgewall.sync.flow;

/**
 * Reads protobuf fields from a caller's array; every length is checked before it is believed.
 * Nothing is allocated but for a failure.
 */
final class FieldReader {
    private byte[] in = new byte[0];
    private int at;
    private int end;
    private int field;
    private int wireType;

    void over(byte[] source, int offset, int length) {
        in = source;
        at = offset;
        end = offset + length;
        field = 0;
    }

    /** Moves to the next field; false at the end. */
    boolean next() throws MalformedFlowException {
        if (at == end) {
            return false;
        }
        int tag = (int) varint();
        field = tag >>> 3;
        wireType = tag & 7;
        if (field == 0) {
            throw malformed("field number 0");
        }
        return true;
    }

    int field() {
        return field;
    }

    /** An unsigned value of at most {@code max}. */
    int uint32(int max) throws MalformedFlowException {
        require(FieldWriter.VARINT);
        long value = varint();
        if (value < 0 || value > max) {
            throw malformed("value " + Long.toUnsignedString(value) + " (expected: 0-" + max + ")");
        }
        return (int) value;
    }

    int fixed32() throws MalformedFlowException {
        require(FieldWriter.FIXED32);
        return (int) little(4);
    }

    long fixed64() throws MalformedFlowException {
        require(FieldWriter.FIXED64);
        return little(8);
    }

    /**
     * Copies a byte string of at most {@code target.length} bytes.
     *
     * @return its length
     */
    int bytes(byte[] target) throws MalformedFlowException {
        int length = length();
        if (length > target.length) {
            throw malformed("length " + length + " (expected: at most " + target.length + ")");
        }
        System.arraycopy(in, at, target, 0, length);
        at += length;
        return length;
    }

    /**
     * Enters the message in this field.
     *
     * @return the outer end, for {@link #leave}
     */
    int enter() throws MalformedFlowException {
        int length = length();
        int outer = end;
        end = at + length;
        return outer;
    }

    void leave(int outer) {
        at = end;
        end = outer;
    }

    /** Passes over a field that this version does not know. */
    void skip() throws MalformedFlowException {
        switch (wireType) {
            case FieldWriter.VARINT -> varint();
            case FieldWriter.FIXED64 -> little(8);
            case FieldWriter.BYTES -> {
                int length = length(); // moves the position itself
                at += length;
            }
            case FieldWriter.FIXED32 -> little(4);
            default -> throw malformed("wire type " + wireType);
        }
    }

    MalformedFlowException malformed(String what) {
        return new MalformedFlowException("field " + field + ": " + what, at);
    }

    private int length() throws MalformedFlowException {
        require(FieldWriter.BYTES);
        long length = varint();
        if (length < 0 || length > end - at) {
            throw malformed(
                    "length "
                            + Long.toUnsignedString(length)
                            + " (expected: 0-"
                            + (end - at)
                            + ")");
        }
        return (int) length;
    }

    private void require(int expected) throws MalformedFlowException {
        if (wireType != expected) {
            throw malformed("wire type " + wireType + " (expected: " + expected + ")");
        }
    }

    private long varint() throws MalformedFlowException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw malformed("varint cut short");
            }
            byte next = in[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("varint longer than ten bytes");
    }

    private long little(int bytes) throws MalformedFlowException {
        if (end - at < bytes) {
            throw malformed("number cut short");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in[at++] & 0xffL) << (8 * i);
        }
        return value;
    }
}
