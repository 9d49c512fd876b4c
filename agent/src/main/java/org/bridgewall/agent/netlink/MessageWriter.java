package org.bridgewall.agent.netlink;

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

    private final ByteBuffer buffer;
    private final int[] nests = new int[MAX_DEPTH];
    private int depth;
    private int messageAt = NONE;
    private int messages;

    /**
     * @param capacityBytes room for the whole datagram
     */
    public MessageWriter(int capacityBytes) {
        buffer = ByteBuffer.allocateDirect(capacityBytes).order(ByteOrder.nativeOrder());
    }

    /** Forgets everything written. */
    public MessageWriter clear() {
        buffer.clear();
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
        if (buffer.remaining() < Message.HEADER_BYTES) {
            throw new BufferOverflowException();
        }
        messageAt = buffer.position();
        depth = 0;
        buffer.putInt(0).putShort((short) type).putShort((short) flags);
        buffer.putInt(sequence).putInt(0);
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
        buffer.putInt(messageAt, buffer.position() - messageAt);
        messageAt = NONE;
        messages++;
        return this;
    }

    /** Ends the first message and adds what the channel decides; again for a repeated request. */
    void seal(int moreFlags, int sequence) {
        if (messageAt != NONE) {
            end();
        }
        buffer.putShort(6, (short) (buffer.getShort(6) | moreFlags));
        buffer.putInt(8, sequence);
    }

    /** Drops the message begun and not ended; without one, does nothing. */
    public void rollback() {
        if (messageAt != NONE) {
            buffer.position(messageAt);
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
        return buffer.position();
    }

    public int remainingBytes() {
        return buffer.remaining();
    }

    /**
     * The datagram, position 0 to limit, ready to be sent; the buffer is the writer's own. Write no
     * more before {@link #clear()}.
     */
    public ByteBuffer datagram() {
        if (messageAt != NONE) {
            throw new IllegalStateException("datagram() before end()");
        }
        if (buffer.limit() == buffer.capacity()) {
            buffer.flip();
        }
        return buffer.position(0);
    }

    /** A byte of the family's header. */
    public MessageWriter u8(int value) {
        buffer.put((byte) value);
        return this;
    }

    /** 16 bits of the family's header, native order. */
    public MessageWriter u16(int value) {
        buffer.putShort((short) value);
        return this;
    }

    /** 16 bits of the family's header, network order, such as {@code res_id} of nfgenmsg. */
    public MessageWriter u16be(int value) {
        return u16(LITTLE ? Short.reverseBytes((short) value) : value);
    }

    /** 32 bits of the family's header, native order. */
    public MessageWriter u32(int value) {
        buffer.putInt(value);
        return this;
    }

    /** Zero bytes. */
    public MessageWriter pad(int bytes) {
        for (int i = 0; i < bytes; i++) {
            buffer.put((byte) 0);
        }
        return this;
    }

    public MessageWriter attributeU8(int type, int value) {
        header(type, 1);
        buffer.put((byte) value);
        return pad(3);
    }

    public MessageWriter attributeU16(int type, int value) {
        header(type, 2);
        buffer.putShort((short) value);
        return pad(2);
    }

    public MessageWriter attributeU16be(int type, int value) {
        return attributeU16(type, LITTLE ? Short.reverseBytes((short) value) : value);
    }

    public MessageWriter attributeU32(int type, int value) {
        header(type, 4);
        buffer.putInt(value);
        return this;
    }

    public MessageWriter attributeU32be(int type, int value) {
        return attributeU32(type, LITTLE ? Integer.reverseBytes(value) : value);
    }

    public MessageWriter attributeU64(int type, long value) {
        header(type, 8);
        buffer.putLong(value);
        return this;
    }

    public MessageWriter attributeU64be(int type, long value) {
        return attributeU64(type, LITTLE ? Long.reverseBytes(value) : value);
    }

    public MessageWriter attributeBytes(int type, byte[] value) {
        return attributeBytes(type, value, 0, value.length);
    }

    public MessageWriter attributeBytes(int type, byte[] value, int offset, int length) {
        header(type, length);
        buffer.put(value, offset, length);
        return pad(Alignment.pad(length) - length);
    }

    /** {@code NLA_NUL_STRING}: UTF-8 with a NUL behind it. */
    public MessageWriter attributeString(int type, String value) {
        byte[] raw = value.getBytes(StandardCharsets.UTF_8);
        header(type, raw.length + 1);
        buffer.put(raw);
        return pad(Alignment.pad(raw.length + 1) - raw.length);
    }

    /** {@code NLA_FLAG}: there or not there, without a payload. */
    public MessageWriter attributeFlag(int type) {
        return header(type, 0);
    }

    /** Begins a nest, marked with {@code NLA_F_NESTED}. */
    public MessageWriter nest(int type) {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException("nests: " + (depth + 1) + " (expected: 1-8)");
        }
        int at = buffer.position();
        header(type | Attributes.NESTED, 0);
        nests[depth++] = at;
        return this;
    }

    /** Ends the nest begun last. */
    public MessageWriter endNest() {
        if (depth == 0) {
            throw new IllegalStateException("endNest() without nest()");
        }
        int at = nests[--depth];
        buffer.putShort(at, (short) checked(buffer.position() - at));
        return this;
    }

    private MessageWriter header(int type, int payloadBytes) {
        int length = checked(Attributes.HEADER_BYTES + payloadBytes);
        buffer.putShort((short) length).putShort((short) type);
        return this;
    }

    private static int checked(int attributeBytes) {
        if (attributeBytes > MAX_ATTRIBUTE_BYTES) {
            throw new IllegalArgumentException(
                    "attribute length: " + attributeBytes + " (expected: at most 65535)");
        }
        return attributeBytes;
    }
}
