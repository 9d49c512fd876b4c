package org.bridgewall.agent.netlink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes one or more messages, one after the other, into a direct buffer that becomes one datagram.
 *
 * <pre>{@code
 * writer.clear();
 * writer.begin(RTM_NEWLINK, F_REQUEST | F_ACK, sequence);
 * writer.u8(AF_UNSPEC).pad(3).u32(ifindex)...   // the family's header
 * writer.nest(IFLA_LINKINFO);
 * writer.attributeString(IFLA_INFO_KIND, "bridge");
 * writer.endNest();
 * writer.end();
 * socket.send(writer.datagram());
 * }</pre>
 *
 * <p>Lengths and padding are filled in here. {@link BufferOverflowException} means that the buffer
 * is full: {@link #rollback()} drops the message begun, the complete ones before it stay sendable.
 *
 * <p>Thread rule: one thread. Allocates nothing but for strings.
 */
public final class MessageWriter {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_ATTRIBUTE_BYTES = 0xffff;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int NONE = -1;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    // An array is written faster than memory off the heap, and copied there in no time.
    private final byte[] bytes;
    private final ByteBuffer direct;
    private int position;
    private final int[] nests = new int[MAX_DEPTH];
    private int depth;
    private int messageAt = NONE;
    private int messages;

    /**
     * @param capacityBytes room for the whole datagram
     */
    public MessageWriter(int capacityBytes) {
        bytes = new byte[capacityBytes];
        direct = ByteBuffer.allocateDirect(capacityBytes).order(ByteOrder.nativeOrder());
    }

    /** Forgets everything written. */
    public MessageWriter clear() {
        position = 0;
        depth = 0;
        messageAt = NONE;
        messages = 0;
        return this;
    }

    /**
     * Begins a message.
     *
     * @param type {@code nlmsg_type}
     * @param flags {@code nlmsg_flags}, such as {@link Message#F_REQUEST}
     * @param sequence {@code nlmsg_seq}, by which answers are told apart
     */
    public MessageWriter begin(int type, int flags, int sequence) {
        if (messageAt != NONE) {
            throw new IllegalStateException("begin() before end() of the message before");
        }
        int at = claim(Message.HEADER_BYTES);
        messageAt = at;
        depth = 0;
        INT.set(bytes, at, 0);
        SHORT.set(bytes, at + 4, (short) type);
        SHORT.set(bytes, at + 6, (short) flags);
        INT.set(bytes, at + 8, sequence);
        INT.set(bytes, at + 12, 0);
        return this;
    }

    /** Begins a message whose sequence number and acknowledgement the channel will fill in. */
    public MessageWriter begin(int type, int flags) {
        return begin(type, flags, 0);
    }

    /** Ends the message: fills in its length. */
    public MessageWriter end() {
        if (messageAt == NONE || depth != 0) {
            throw new IllegalStateException("end() with " + depth + " nests open");
        }
        INT.set(bytes, messageAt, position - messageAt);
        messageAt = NONE;
        messages++;
        return this;
    }

    /** Ends the first message and adds what the channel decides; again for a repeated request. */
    void seal(int moreFlags, int sequence) {
        if (messageAt != NONE) {
            end();
        }
        SHORT.set(bytes, 6, (short) ((short) SHORT.get(bytes, 6) | moreFlags));
        INT.set(bytes, 8, sequence);
    }

    /** Drops the message begun and not ended; without one, does nothing. */
    public void rollback() {
        if (messageAt != NONE) {
            position = messageAt;
            messageAt = NONE;
            depth = 0;
        }
    }

    /** Complete messages written since {@link #clear()}. */
    public int messages() {
        return messages;
    }

    /** Bytes written so far. */
    public int sizeBytes() {
        return position;
    }

    public int remainingBytes() {
        return bytes.length - position;
    }

    /**
     * The datagram, position 0 to limit, ready to be sent; the buffer is the writer's own. Write no
     * more before {@link #clear()}.
     */
    public ByteBuffer datagram() {
        if (messageAt != NONE) {
            throw new IllegalStateException("datagram() before end()");
        }
        return direct.clear().put(bytes, 0, position).flip();
    }

    /** A byte of the family's header. */
    public MessageWriter u8(int value) {
        bytes[claim(1)] = (byte) value;
        return this;
    }

    /** 16 bits of the family's header, native order. */
    public MessageWriter u16(int value) {
        SHORT.set(bytes, claim(2), (short) value);
        return this;
    }

    /** 16 bits of the family's header, network order, such as {@code res_id} of nfgenmsg. */
    public MessageWriter u16be(int value) {
        return u16(LITTLE ? Short.reverseBytes((short) value) : value);
    }

    /** 32 bits of the family's header, native order. */
    public MessageWriter u32(int value) {
        INT.set(bytes, claim(4), value);
        return this;
    }

    /** Zero bytes. */
    public MessageWriter pad(int count) {
        int at = claim(count);
        for (int i = 0; i < count; i++) {
            bytes[at + i] = 0;
        }
        return this;
    }

    public MessageWriter attributeU8(int type, int value) {
        int at = header(type, 1, 4);
        INT.set(bytes, at, LITTLE ? value & 0xff : value << 24);
        return this;
    }

    public MessageWriter attributeU16(int type, int value) {
        int at = header(type, 2, 4);
        INT.set(bytes, at, LITTLE ? value & 0xffff : value << 16);
        return this;
    }

    public MessageWriter attributeU16be(int type, int value) {
        return attributeU16(type, LITTLE ? Short.reverseBytes((short) value) : value);
    }

    public MessageWriter attributeU32(int type, int value) {
        INT.set(bytes, header(type, 4, 4), value);
        return this;
    }

    public MessageWriter attributeU32be(int type, int value) {
        return attributeU32(type, LITTLE ? Integer.reverseBytes(value) : value);
    }

    public MessageWriter attributeU64(int type, long value) {
        LONG.set(bytes, header(type, 8, 8), value);
        return this;
    }

    public MessageWriter attributeU64be(int type, long value) {
        return attributeU64(type, LITTLE ? Long.reverseBytes(value) : value);
    }

    public MessageWriter attributeBytes(int type, byte[] value) {
        return attributeBytes(type, value, 0, value.length);
    }

    public MessageWriter attributeBytes(int type, byte[] value, int offset, int length) {
        int padded = Alignment.pad(length);
        int at = header(type, length, padded);
        System.arraycopy(value, offset, bytes, at, length);
        for (int i = length; i < padded; i++) {
            bytes[at + i] = 0;
        }
        return this;
    }

    /** {@code NLA_NUL_STRING}: UTF-8 with a NUL behind it. */
    public MessageWriter attributeString(int type, String value) {
        byte[] raw = value.getBytes(StandardCharsets.UTF_8);
        int padded = Alignment.pad(raw.length + 1);
        int at = header(type, raw.length + 1, padded);
        System.arraycopy(raw, 0, bytes, at, raw.length);
        for (int i = raw.length; i < padded; i++) {
            bytes[at + i] = 0;
        }
        return this;
    }

    /** {@code NLA_FLAG}: there or not there, without a payload. */
    public MessageWriter attributeFlag(int type) {
        header(type, 0, 0);
        return this;
    }

    /** Begins a nest, marked with {@code NLA_F_NESTED}. */
    public MessageWriter nest(int type) {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException("nests: " + (depth + 1) + " (expected: 1-8)");
        }
        int at = position;
        header(type | Attributes.NESTED, 0, 0);
        nests[depth++] = at;
        return this;
    }

    /** Ends the nest begun last. */
    public MessageWriter endNest() {
        if (depth == 0) {
            throw new IllegalStateException("endNest() without nest()");
        }
        int at = nests[--depth];
        SHORT.set(bytes, at, (short) checked(position - at));
        return this;
    }

    /**
     * Writes an attribute's header and returns where its payload begins, for which it claims room.
     */
    private int header(int type, int payloadBytes, int paddedBytes) {
        int length = checked(Attributes.HEADER_BYTES + payloadBytes);
        int at = claim(Attributes.HEADER_BYTES + paddedBytes);
        SHORT.set(bytes, at, (short) length);
        SHORT.set(bytes, at + 2, (short) type);
        return at + Attributes.HEADER_BYTES;
    }

    private int claim(int count) {
        int at = position;
        if (count > bytes.length - at) {
            throw new BufferOverflowException();
        }
        position = at + count;
        return at;
    }

    private static int checked(int attributeBytes) {
        if (attributeBytes > MAX_ATTRIBUTE_BYTES) {
            throw new IllegalArgumentException(
                    "attribute length: " + attributeBytes + " (expected: at most 65535)");
        }
        return attributeBytes;
    }
}
