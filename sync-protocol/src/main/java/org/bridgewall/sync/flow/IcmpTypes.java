package org.bridgewall.sync.flow;

/**
 * Which ICMP type answers which, as connection tracking pairs them ({@code
 * nf_conntrack_proto_icmp.c}).
 */
final class IcmpTypes {
    static final int IPPROTO_ICMP = 1;
    static final int IPPROTO_ICMPV6 = 58;

    private IcmpTypes() {}

    /** The type of the answer to {@code type}; {@code type} itself where there is no such pair. */
    static int answerOf(int protocol, int type) {
        if (protocol == IPPROTO_ICMP) {
            return switch (type) {
                case 8 -> 0; // echo request, reply
                case 0 -> 8;
                case 13 -> 14; // timestamp
                case 14 -> 13;
                case 15 -> 16; // information
                case 16 -> 15;
                case 17 -> 18; // address mask
                case 18 -> 17;
                default -> type;
            };
        }
        if (protocol == IPPROTO_ICMPV6) {
            return switch (type) {
                case 128 -> 129; // echo request, reply
                case 129 -> 128;
                case 139 -> 140; // node information
                case 140 -> 139;
                default -> type;
            };
        }
        return type;
    }
}
