package org.bridgewall.agent.netlink;

/** {@code NLMSG_ALIGN} and {@code NLA_ALIGN}: both pad to four bytes. */
final class Alignment {
    private Alignment() {}

    static int pad(int bytes) {
        return (bytes + 3) & ~3;
    }
}
