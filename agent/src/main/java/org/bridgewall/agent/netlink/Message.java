package org.bridgewall.agent.netlink;

import java.nio.ByteBuffer;

/**
 * A cursor over the messages of one datagram ({@code struct nlmsghdr}, {@code linux/netlink.h}).
 *
 * <pre>{@code
 * message.over(datagram);
 * while (message.next()) {
 *     int family = message.u8(0); // first byte of the family's own header
 *     Attributes a = message.attributes(FAMILY_HEADER_BYTES);
 * }
 * }</pre>
 *
 * <p>Thread rule: one thread; valid until the datagram's buffer is used again.
 */
public final class Message {
    /** {@code NLMSG_HDRLEN}. */
    public static final int HEADER_BYTES = 16;

    /** {@code NLMSG_NOOP}. */
    public static final int NOOP = 1;

    /** {@code NLMSG_ERROR}: an error, or an acknowledgement where its code is 0. */
    public static final int ERROR = 2;

    /** {@code NLMSG_DONE}: the end of a dump. */
    public static final int DONE = 3;

    /** {@code NLMSG_OVERRUN}. */
    public static final int OVERRUN = 4;

    /** {@code NLM_F_REQUEST}. */
    public static final int F_REQUEST = 0x1;

    /** {@code NLM_F_MULTI}. */
    public static final int F_MULTI = 0x2;

    /** {@code NLM_F_ACK}. */
    public static final int F_ACK = 0x4;

    /** {@code NLM_F_DUMP_INTR}: the table changed under the dump. */
    public static final int F_DUMP_INTR = 0x10;

    /** {@code NLM_F_REPLACE}, in a request that makes something new. */
    public static final int F_REPLACE = 0x100;

    /** {@code NLM_F_EXCL}, in a request that makes something new. */
    public static final int F_EXCL = 0x200;

    /** {@code NLM_F_CREATE}, in a request that makes something new. */
    public static final int F_CREATE = 0x400;

    /** {@code NLM_F_APPEND}, in a request that makes something new. */
    public static final int F_APPEND = 0x800;

    /** {@code NLM_F_DUMP}, in a request that reads. */
    public static final int F_DUMP = 0x300;

    /** {@code NLM_F_CAPPED}, in an error: the request is not repeated. */
    static final int F_CAPPED = 0x100;

    /** {@code NLM_F_ACK_TLVS}, in an error: attributes with the kernel's words follow. */
    static final int F_ACK_TLVS = 0x200;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Attributes attributes = new Attributes();
    private ByteBuffer buffer = NOTHING;
    private int nextAt;
    private int at;
    private int lengthBytes;

    /** Sets the cursor before the first message; the datagram lies between position and limit. */
    public Message over(ByteBuffer datagram) {
        buffer = datagram;
        nextAt = datagram.position();
        at = nextAt;
        lengthBytes = 0;
        return this;
    }

    /** Moves to the next message; false after the last. */
    public boolean next() throws MalformedNetlinkException {
        int room = buffer.limit() - nextAt;
        if (room == 0) {
            return false;
        }
        if (room < HEADER_BYTES) {
            throw new MalformedNetlinkException(
                    "message header cut short: " + room + " bytes (expected: 16)",
                    nextAt,
                    MalformedNetlinkException.NO_TYPE);
        }
        int length = buffer.getInt(nextAt);
        if (length < HEADER_BYTES || length > room) {
            throw new MalformedNetlinkException(
                    "message length: "
                            + Integer.toUnsignedString(length)
                            + " (expected: 16-"
                            + room
                            + ")",
                    nextAt,
                    MalformedNetlinkException.NO_TYPE);
        }
        at = nextAt;
        lengthBytes = length;
        nextAt += Math.min(Alignment.pad(length), room);
        return true;
    }

    /** {@code nlmsg_type}, 0-65535; below 16 the protocol's own, such as {@link #ERROR}. */
    public int type() {
        return Short.toUnsignedInt(buffer.getShort(at + 4));
    }

    /** {@code nlmsg_flags}, 0-65535. */
    public int flags() {
        return Short.toUnsignedInt(buffer.getShort(at + 6));
    }

    public boolean hasFlag(int flag) {
        return (flags() & flag) != 0;
    }

    /** {@code nlmsg_seq}: of the request that caused it, 0 for an event that nobody asked for. */
    public int sequence() {
        return buffer.getInt(at + 8);
    }

    /** {@code nlmsg_pid}: port id of the socket that caused it, 0 for the kernel itself. */
    public int portId() {
        return buffer.getInt(at + 12);
    }

    /** Bytes after the header. */
    public int payloadBytes() {
        return lengthBytes - HEADER_BYTES;
    }

    /** Byte of the payload, 0-255. */
    public int u8(int index) throws MalformedNetlinkException {
        requirePayload(index, 1);
        return Byte.toUnsignedInt(buffer.get(at + HEADER_BYTES + index));
    }

    /** Native-order 16 bits of the payload, 0-65535. */
    public int u16(int index) throws MalformedNetlinkException {
        requirePayload(index, 2);
        return Short.toUnsignedInt(buffer.getShort(at + HEADER_BYTES + index));
    }

    /** Native-order 32 bits of the payload. */
    public int u32(int index) throws MalformedNetlinkException {
        requirePayload(index, 4);
        return buffer.getInt(at + HEADER_BYTES + index);
    }

    /**
     * The attributes behind the family's own header. The cursor is this message's own: the next
     * call sets it anew.
     *
     * @param familyHeaderBytes such as 4 for {@code struct nfgenmsg}, 16 for {@code ifinfomsg}
     */
    public Attributes attributes(int familyHeaderBytes) throws MalformedNetlinkException {
        requirePayload(0, familyHeaderBytes);
        int from = Math.min(HEADER_BYTES + Alignment.pad(familyHeaderBytes), lengthBytes);
        return attributes.over(buffer, at + from, at + lengthBytes);
    }

    private void requirePayload(int index, int length) throws MalformedNetlinkException {
        if (index < 0 || index > payloadBytes() - length) {
            throw new MalformedNetlinkException(
                    "message payload: "
                            + payloadBytes()
                            + " bytes (expected: at least "
                            + (index + length)
                            + ")",
                    at,
                    MalformedNetlinkException.NO_TYPE);
        }
    }
}
