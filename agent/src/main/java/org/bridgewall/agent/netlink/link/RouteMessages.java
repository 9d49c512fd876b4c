package org.bridgewall.agent.netlink.link;

/** Numbers of {@code linux/rtnetlink.h} and {@code linux/if_link.h}, under the kernel's names. */
final class RouteMessages {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    static final int RTNLGRP_LINK = 1;
    static final int AF_UNSPEC = 0;
    static final int AF_BRIDGE = 7;

    /** {@code sizeof(struct ifinfomsg)}: family, type, index, flags, change mask. */
    static final int IFINFOMSG_BYTES = 16;

    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_MASTER = 10;
    static final int IFLA_PROTINFO = 12;
    static final int IFLA_OPERSTATE = 16;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_EXT_MASK = 29;
    static final int RTEXT_FILTER_SKIP_STATS = 1 << 3;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_INFO_SLAVE_KIND = 4;
    static final int IFLA_INFO_SLAVE_DATA = 5;
    static final int IFLA_BRPORT_STATE = 1;
    static final int IFLA_BRPORT_FLUSH = 24;

    private RouteMessages() {}
}
