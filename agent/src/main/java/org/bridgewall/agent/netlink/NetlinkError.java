package org.bridgewall.agent.netlink;

import org.bridgewall.agent.linux.LinuxException;

/**
 * What {@code NLMSG_ERROR} or {@code NLMSG_DONE} says: the error number and, where the kernel gave
 * any, its own words ({@code NLMSGERR_ATTR_MSG}, {@code linux/netlink.h}).
 *
 * @param errno positive, or 0 for success
 * @param kernelMessage the extended acknowledgement's text and place, or empty; also a success may
 *     carry one, as a warning
 */
public record NetlinkError(int errno, String kernelMessage) {
    private static final int ATTR_MSG = 1;
    private static final int ATTR_OFFS = 2;
    private static final int ATTR_MISS_TYPE = 5;
    private static final int CODE_BYTES = 4;

    /** The success that carries no words: no allocation for the common case. */
    public static final NetlinkError SUCCESS = new NetlinkError(0, "");

    /**
     * Reads an error, an acknowledgement or the end of a dump.
     *
     * @param message of type {@link Message#ERROR} or {@link Message#DONE}
     */
    public static NetlinkError of(Message message) throws MalformedNetlinkException {
        // A dump that went well may end in a bare header.
        boolean bare = message.type() == Message.DONE && message.payloadBytes() == 0;
        int errno = bare ? 0 : -message.u32(0);
        if (errno < 0 && message.type() == Message.ERROR) {
            throw new MalformedNetlinkException(
                    "error code: " + -errno + " (expected: 0 or less)",
                    0,
                    MalformedNetlinkException.NO_TYPE);
        }
        if (!message.hasFlag(Message.F_ACK_TLVS)) {
            return errno <= 0 ? SUCCESS : new NetlinkError(errno, "");
        }
        return new NetlinkError(Math.max(0, errno), words(message));
    }

    /** The errno of an error message without looking at its words: for batches of thousands. */
    public static int errnoOf(Message message) throws MalformedNetlinkException {
        return -message.u32(0);
    }

    public boolean isAcknowledgement() {
        return errno == 0;
    }

    /**
     * The error as an exception.
     *
     * @param operation what was tried: {@code "set link br0 up"}
     */
    public LinuxException toException(String operation) {
        return new LinuxException(operation, errno, kernelMessage);
    }

    private static String words(Message message) throws MalformedNetlinkException {
        Attributes a = message.attributes(wordsOffset(message));
        StringBuilder words = new StringBuilder();
        while (a.next()) {
            switch (a.type()) {
                case ATTR_MSG -> words.insert(0, a.string());
                case ATTR_OFFS -> words.append(" (at byte ").append(a.u32()).append(')');
                case ATTR_MISS_TYPE -> words.append(" (missing: ").append(a.u32()).append(')');
                default -> {} // cookies and policies are for programs
            }
        }
        return words.toString().strip();
    }

    /** Behind the code stands the request: its header only (capped), or all of it. */
    private static int wordsOffset(Message message) throws MalformedNetlinkException {
        if (message.type() == Message.DONE) {
            return CODE_BYTES;
        }
        if (message.hasFlag(Message.F_CAPPED)) {
            return CODE_BYTES + Message.HEADER_BYTES;
        }
        int requestBytes = message.u32(CODE_BYTES);
        if (requestBytes < Message.HEADER_BYTES
                || requestBytes > message.payloadBytes() - CODE_BYTES) {
            throw new MalformedNetlinkException(
                    "length of the request in an error: " + requestBytes,
                    0,
                    MalformedNetlinkException.NO_TYPE);
        }
        return CODE_BYTES + Alignment.pad(requestBytes);
    }
}
