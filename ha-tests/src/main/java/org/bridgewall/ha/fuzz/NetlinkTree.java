package org.bridgewall.ha.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A netlink datagram as a tree of {@link Field}s: messages, each with its header and the family's
 * own before the attributes.
 */
final class NetlinkTree {
    private static final int HEADER_BYTES = 16;
    private static final int ATTRIBUTE_BYTES = 4;
    private static final int DEEPEST = 6;

    /** {@code nfgenmsg}, {@code ndmsg}, {@code ifinfomsg}: what stands before the attributes. */
    private static final int[] FAMILY_HEADERS = {4, 12, 16};

    private NetlinkTree() {}

    /** Reads what can be read; what cannot is left out. */
    static Field read(byte[] bytes) {
        Field root = new Field(Field.Kind.PARTS, 0);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = 0;
        while (bytes.length - at >= HEADER_BYTES) {
            int length = in.getInt(at);
            if (length < HEADER_BYTES || length > bytes.length - at) {
                break;
            }
            root.parts.add(message(bytes, at, at + length));
            at += padded(length);
        }
        return root;
    }

    private static Field message(byte[] bytes, int from, int to) {
        Field message = new Field(Field.Kind.PARTS, 0);
        for (int family : FAMILY_HEADERS) {
            int start = from + HEADER_BYTES + family;
            Field inside = start > to ? null : attributes(bytes, start, to, 0);
            if (inside != null) {
                message.parts.addAll(inside.parts);
                message.bytes = Arrays.copyOfRange(bytes, from, start);
                return message;
            }
        }
        message.bytes = Arrays.copyOfRange(bytes, from, to);
        return message;
    }

    private static @Nullable Field attributes(byte[] bytes, int from, int to, int depth) {
        Field list = new Field(Field.Kind.PARTS, 0);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = from;
        while (at < to) {
            int length = to - at < ATTRIBUTE_BYTES ? 0 : Short.toUnsignedInt(in.getShort(at));
            if (length < ATTRIBUTE_BYTES || length > to - at) {
                return null;
            }
            int type = Short.toUnsignedInt(in.getShort(at + 2));
            Field inside =
                    depth == DEEPEST || length < 2 * ATTRIBUTE_BYTES
                            ? null
                            : attributes(bytes, at + ATTRIBUTE_BYTES, at + length, depth + 1);
            Field field = new Field(inside == null ? Field.Kind.BYTES : Field.Kind.PARTS, type);
            if (inside == null) {
                field.bytes = Arrays.copyOfRange(bytes, at + ATTRIBUTE_BYTES, at + length);
            } else {
                field.parts.addAll(inside.parts);
            }
            list.parts.add(field);
            at += padded(length);
        }
        return list;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    static byte[] write(Field root) {
        ByteBuffer out = ByteBuffer.allocate(1 << 18).order(ByteOrder.nativeOrder());
        for (Field message : root.parts) {
            if (out.remaining() < Mutator.MAX_BYTES) {
                break;
            }
            int from = out.position();
            out.put(Arrays.copyOf(message.bytes, Math.max(HEADER_BYTES, message.bytes.length)));
            message.parts.forEach(part -> write(part, out));
            out.putInt(from, out.position() - from);
            align(out, from);
        }
        return Arrays.copyOf(out.array(), Math.min(out.position(), Mutator.MAX_BYTES));
    }

    private static void write(Field field, ByteBuffer out) {
        if (out.remaining() < field.bytes.length + 64) {
            return;
        }
        int from = out.position();
        out.putShort((short) 0).putShort((short) field.tag);
        switch (field.kind) {
            case NUMBER -> out.putLong(field.number);
            case BYTES -> out.put(field.bytes);
            case PARTS -> field.parts.forEach(part -> write(part, out));
        }
        out.putShort(from, (short) (out.position() - from));
        align(out, from);
    }

    private static void align(ByteBuffer out, int from) {
        while ((out.position() - from) % 4 != 0) {
            out.put((byte) 0);
        }
    }
}
