package org.bridgewall.agent.netlink.bridge;

import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.link.MacAddress;

/**
 * Reads {@code RTM_NEWNEIGH} and {@code RTM_DELNEIGH} of family AF_BRIDGE ({@code
 * linux/neighbour.h}) into its own fields, so that the many announcements that are not of interest
 * cost nothing.
 *
 * <p>Thread rule: one thread.
 */
final class FdbDecoder {
    static final int RTM_NEWNEIGH = 28;
    static final int RTM_DELNEIGH = 29;
    static final int RTM_GETNEIGH = 30;
    static final int RTNLGRP_NEIGH = 3;
    static final int AF_BRIDGE = 7;

    /** {@code sizeof(struct ndmsg)}: family, index, state, flags, type. */
    static final int NDMSG_BYTES = 12;

    static final int NDA_LLADDR = 2;
    static final int NDA_VLAN = 5;
    static final int NDA_MASTER = 9;
    static final int NTF_SELF = 0x02;
    static final int NTF_MASTER = 0x04;
    static final int NUD_REACHABLE = 0x02;
    static final int NUD_STALE = 0x04;

    private int portIndex;
    private int bridgeIndex;
    private int vlan;
    private long macBits;

    /**
     * Returns whether the message is about an address that a bridge learned. The kernel calls a
     * learned entry REACHABLE or STALE by its age, a static one NOARP, a local one PERMANENT; SELF
     * marks the filter of a port's hardware.
     */
    boolean learned(Message message) throws MalformedNetlinkException {
        int type = message.type();
        if ((type != RTM_NEWNEIGH && type != RTM_DELNEIGH) || message.u8(0) != AF_BRIDGE) {
            return false;
        }
        portIndex = message.u32(4);
        int state = message.u16(8);
        int flags = message.u8(10);
        if ((state & (NUD_REACHABLE | NUD_STALE)) == 0 || (flags & NTF_SELF) != 0) {
            return false;
        }
        bridgeIndex = 0;
        vlan = 0;
        macBits = 0;
        Attributes a = message.attributes(NDMSG_BYTES);
        while (a.next()) {
            switch (a.type()) {
                case NDA_LLADDR -> macBits = macBits(a);
                case NDA_VLAN -> vlan = a.u16();
                case NDA_MASTER -> bridgeIndex = a.u32();
                default -> {} // ages and extended flags
            }
        }
        return macBits != 0 && bridgeIndex != 0;
    }

    private static long macBits(Attributes a) throws MalformedNetlinkException {
        if (a.payloadBytes() != MacAddress.BYTES) {
            return 0;
        }
        long bits = 0;
        for (int i = 0; i < MacAddress.BYTES; i++) {
            bits = (bits << 8) | a.byteAt(i);
        }
        return bits;
    }

    int portIndex() {
        return portIndex;
    }

    int bridgeIndex() {
        return bridgeIndex;
    }

    FdbEntry entry(String portName) {
        return new FdbEntry(new MacAddress(macBits), portName, portIndex, bridgeIndex, vlan);
    }
}
