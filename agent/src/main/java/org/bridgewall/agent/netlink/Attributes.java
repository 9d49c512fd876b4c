package org.bridgewall.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a run of attributes ({@code struct nlattr}, {@code linux/netlink.h}): a length, a
 * type, the payload, padding to four bytes.
 *
 * <pre>{@code
 * Attributes a = message.attributes(HEADER_BYTES);
 * while (a.next()) {
 *     switch (a.type()) {
 *         case CTA_TIMEOUT -> flow.timeoutSeconds = a.u32be();
 *         case CTA_TUPLE_ORIG -> tuple(a.nested(), flow);
 *         default -> {} // newer kernels say more than we know
 *     }
 * }
 * }</pre>
 *
 * <p>The getters read the current attribute and check its length: fixed-size ones want it exact.
 * The cursor of a nest belongs to its parent and is used again at the parent's next {@link
 * #nested()}, so that nothing is allocated once every depth has been visited.
 *
 * <p>Thread rule: one thread; valid until the datagram's buffer is used again.
 */
public final class Attributes {
    /** {@code NLA_F_NESTED}. */
    public static final int NESTED = 0x8000;

    /** {@code NLA_F_NET_BYTEORDER}. */
    public static final int NET_BYTE_ORDER = 0x4000;

    /** {@code NLA_HDRLEN}. */
    static final int HEADER_BYTES = 4;

    private static final int TYPE_MASK = 0x3fff;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private ByteBuffer buffer = NOTHING;
    private int nextAt;
    private int end;
    private int payloadAt;
    private int payloadBytes;
    private int rawType;
    private @Nullable Attributes child;

    /**
     * Sets the cursor before the first attribute.
     *
     * @param datagram in native order; absolute reads only, its position does not matter
     * @param from offset of the first attribute
     * @param to offset after the last, at most the buffer's limit
     */
    public Attributes over(ByteBuffer datagram, int from, int to) {
        if (from < 0 || from > to || to > datagram.limit()) {
            throw new IndexOutOfBoundsException(
                    "range: " + from + "-" + to + " (expected: within " + datagram.limit() + ")");
        }
        buffer = datagram;
        nextAt = from;
        end = to;
        payloadAt = from;
        payloadBytes = 0;
        rawType = 0;
        return this;
    }

    /** Moves to the next attribute; false after the last. */
    public boolean next() throws MalformedNetlinkException {
        int room = end - nextAt;
        if (room == 0) {
            return false;
        }
        if (room < HEADER_BYTES) {
            throw new MalformedNetlinkException(
                    "attribute header cut short: " + room + " bytes (expected: 4)",
                    nextAt,
                    MalformedNetlinkException.NO_TYPE);
        }
        int length = Short.toUnsignedInt(buffer.getShort(nextAt));
        rawType = Short.toUnsignedInt(buffer.getShort(nextAt + 2));
        if (length < HEADER_BYTES || length > room) {
            throw new MalformedNetlinkException(
                    "attribute length: " + length + " (expected: 4-" + room + ")", nextAt, type());
        }
        payloadAt = nextAt + HEADER_BYTES;
        payloadBytes = length - HEADER_BYTES;
        nextAt += Math.min(Alignment.pad(length), room);
        return true;
    }

    /** The type without its flags, such as {@code CTA_TIMEOUT}. */
    public int type() {
        return rawType & TYPE_MASK;
    }

    /** Whether the sender marked it as a nest. Old families do not: the type alone decides. */
    public boolean isNested() {
        return (rawType & NESTED) != 0;
    }

    public boolean isNetByteOrder() {
        return (rawType & NET_BYTE_ORDER) != 0;
    }

    /** Length of the payload in bytes, without padding. */
    public int payloadBytes() {
        return payloadBytes;
    }

    /** Offset of the payload in the datagram, for those who compare or copy bytes themselves. */
    public int payloadOffset() {
        return payloadAt;
    }

    /** The attributes inside this one. The cursor returned is this cursor's own. */
    public Attributes nested() {
        Attributes inside = child;
        if (inside == null) {
            inside = new Attributes();
            child = inside;
        }
        return inside.over(buffer, payloadAt, payloadAt + payloadBytes);
    }

    /**
     * The attributes inside this one that follow a fixed structure.
     *
     * @param structBytes length of the structure, a multiple of four
     */
    public Attributes nestedAfter(int structBytes) throws MalformedNetlinkException {
        if (payloadBytes < structBytes) {
            throw wrongLength("at least " + structBytes);
        }
        return nested().over(buffer, payloadAt + structBytes, payloadAt + payloadBytes);
    }

    /** {@code nla_get_u8}: 0-255. */
    public int u8() throws MalformedNetlinkException {
        require(1);
        return Byte.toUnsignedInt(buffer.get(payloadAt));
    }

    /** {@code nla_get_u16}: native order, 0-65535. */
    public int u16() throws MalformedNetlinkException {
        require(2);
        return Short.toUnsignedInt(buffer.getShort(payloadAt));
    }

    /** {@code nla_get_be16}: network order, 0-65535. */
    public int u16be() throws MalformedNetlinkException {
        require(2);
        short raw = buffer.getShort(payloadAt);
        return Short.toUnsignedInt(LITTLE ? Short.reverseBytes(raw) : raw);
    }

    /** {@code nla_get_u32}: native order, the 32 bits as they are. */
    public int u32() throws MalformedNetlinkException {
        require(4);
        return buffer.getInt(payloadAt);
    }

    /** {@code nla_get_be32}: network order, the 32 bits as they are. */
    public int u32be() throws MalformedNetlinkException {
        require(4);
        int raw = buffer.getInt(payloadAt);
        return LITTLE ? Integer.reverseBytes(raw) : raw;
    }

    /** {@code nla_get_u64}: native order. */
    public long u64() throws MalformedNetlinkException {
        require(8);
        return buffer.getLong(payloadAt);
    }

    /** {@code nla_get_be64}: network order. */
    public long u64be() throws MalformedNetlinkException {
        require(8);
        long raw = buffer.getLong(payloadAt);
        return LITTLE ? Long.reverseBytes(raw) : raw;
    }

    /** The payload as a new array. */
    public byte[] bytes() {
        byte[] copy = new byte[payloadBytes];
        buffer.get(payloadAt, copy);
        return copy;
    }

    /** Copies a payload of exactly {@code length} bytes, such as an address. */
    public void copyTo(byte[] target, int offset, int length) throws MalformedNetlinkException {
        require(length);
        buffer.get(payloadAt, target, offset, length);
    }

    /**
     * Copies a payload of at most {@code room} bytes, such as a helper's name or labels.
     *
     * @return its length
     */
    public int copyUpTo(byte[] target, int offset, int room) throws MalformedNetlinkException {
        if (payloadBytes > room) {
            throw wrongLength("at most " + room);
        }
        buffer.get(payloadAt, target, offset, payloadBytes);
        return payloadBytes;
    }

    /** One byte of the payload, 0-255. */
    public int byteAt(int index) throws MalformedNetlinkException {
        if (index < 0 || index >= payloadBytes) {
            throw wrongLength("more than " + index);
        }
        return Byte.toUnsignedInt(buffer.get(payloadAt + index));
    }

    /** Native-order 32 bits of a structure in the payload. */
    public int u32At(int index) throws MalformedNetlinkException {
        if (index < 0 || index > payloadBytes - 4) {
            throw wrongLength("at least " + (index + 4));
        }
        return buffer.getInt(payloadAt + index);
    }

    /** {@code NLA_NUL_STRING} or {@code NLA_STRING}: up to the first NUL or the end. */
    public String string() {
        byte[] raw = bytes();
        int length = 0;
        while (length < raw.length && raw[length] != 0) {
            length++;
        }
        return new String(raw, 0, length, StandardCharsets.UTF_8);
    }

    private void require(int length) throws MalformedNetlinkException {
        if (payloadBytes != length) {
            throw wrongLength(Integer.toString(length));
        }
    }

    private MalformedNetlinkException wrongLength(String expected) {
        return new MalformedNetlinkException(
                "attribute payload: " + payloadBytes + " bytes (expected: " + expected + ")",
                payloadAt - HEADER_BYTES,
                type());
    }
}
