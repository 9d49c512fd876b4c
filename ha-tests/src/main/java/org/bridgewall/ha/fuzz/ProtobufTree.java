package org.bridgewall.ha.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Protobuf's wire format as a tree of {@link Field}s; a byte string that reads so is a message. */
final class ProtobufTree {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int STRING = 2;
    private static final int FIXED32 = 5;
    private static final int DEEPEST = 6;

    private final byte[] in;
    private int at;
    private final int end;

    private ProtobufTree(byte[] in) {
        this.in = in;
        end = in.length;
    }

    /** Reads what can be read; a rest that cannot becomes one byte string. */
    static Field read(byte[] bytes) {
        Field root = message(bytes, 0);
        if (root == null) {
            root = new Field(Field.Kind.PARTS, 0);
            Field raw = new Field(Field.Kind.BYTES, STRING | 8);
            raw.bytes = bytes.clone();
            root.parts.add(raw);
        }
        return root;
    }

    private static @Nullable Field message(byte[] bytes, int depth) {
        ProtobufTree reader = new ProtobufTree(bytes);
        Field message = new Field(Field.Kind.PARTS, 0);
        while (reader.at < reader.end) {
            Field field = reader.field(depth);
            if (field == null) {
                return null;
            }
            message.parts.add(field);
        }
        return message;
    }

    private @Nullable Field field(int depth) {
        long tag = varint();
        if (tag < 8 || tag > Integer.MAX_VALUE) {
            return null;
        }
        int wireType = (int) tag & 7;
        if (wireType == STRING) {
            long length = varint();
            return length < 0 || length > end - at ? null : string((int) tag, (int) length, depth);
        }
        Field field = new Field(Field.Kind.NUMBER, (int) tag);
        int width = wireType == FIXED64 ? 8 : wireType == FIXED32 ? 4 : 0;
        if (width > end - at || (width == 0 && wireType != VARINT)) {
            return null;
        }
        field.number = width == 0 ? varint() : little(width);
        return field;
    }

    private Field string(int tag, int length, int depth) {
        byte[] content = Arrays.copyOfRange(in, at, at + length);
        at += length;
        Field inner = length == 0 || depth == DEEPEST ? null : message(content, depth + 1);
        Field field = new Field(inner == null ? Field.Kind.BYTES : Field.Kind.PARTS, tag);
        if (inner == null) {
            field.bytes = content;
        } else {
            field.parts.addAll(inner.parts);
        }
        return field;
    }

    /** -1 where there is none; that is no tag and no length either. */
    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64 && at < end; shift += 7) {
            byte b = in[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        at = end;
        return -1;
    }

    private long little(int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (in[at++] & 0xffL) << (8 * i);
        }
        return value;
    }

    static byte[] write(Field root) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        root.parts.forEach(part -> write(part, out));
        return out.toByteArray();
    }

    /** The tag goes out as it is, even where it does not suit the content: that is the point. */
    private static void write(Field field, ByteArrayOutputStream out) {
        varint(field.tag & 0xffffffffL, out);
        switch (field.kind) {
            case NUMBER -> number(field, out);
            case BYTES -> string(field.bytes, out);
            case PARTS -> string(write(field), out);
        }
    }

    private static void number(Field field, ByteArrayOutputStream out) {
        int width = (field.tag & 7) == FIXED64 ? 8 : (field.tag & 7) == FIXED32 ? 4 : 0;
        if (width == 0) {
            varint(field.number, out);
        }
        for (int i = 0; i < width; i++) {
            out.write((int) (field.number >>> (8 * i)));
        }
    }

    private static void string(byte[] bytes, ByteArrayOutputStream out) {
        varint(bytes.length, out);
        out.writeBytes(bytes);
    }

    private static void varint(long value, ByteArrayOutputStream out) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
