package org.bridgewall.agent.netlink;

import java.io.IOException;

/** A netlink message whose bytes contradict themselves: what, where, and in which attribute. */
public final class MalformedNetlinkException extends IOException {
    /** {@link #type()} where the fault is in a message header. */
    public static final int NO_TYPE = -1;

    private final int offsetBytes;
    private final int type;

    /**
     * @param what the fault in words: {@code "attribute length: 3 (expected: 4-20)"}
     * @param offsetBytes where in the datagram the faulty structure begins
     * @param type the attribute's type without flags, or {@link #NO_TYPE}
     */
    public MalformedNetlinkException(String what, int offsetBytes, int type) {
        super(what + " at offset " + offsetBytes + (type < 0 ? "" : ", attribute " + type));
        this.offsetBytes = offsetBytes;
        this.type = type;
    }

    public int offsetBytes() {
        return offsetBytes;
    }

    public int type() {
        return type;
    }
}
