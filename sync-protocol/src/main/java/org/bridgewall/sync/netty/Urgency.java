package org.bridgewall.sync.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Marks datagrams so that a full link does not hold them up: switches see the code point, the
 * kernel's own queue the priority.
 */
final class Urgency {
    /** DSCP CS6, network control (RFC 4594 section 3.2), as VRRP's implementations use it. */
    private static final int CS6 = 48 << 2;

    /** {@code TC_PRIO_INTERACTIVE}, {@code linux/pkt_sched.h}: the highest that needs no right. */
    private static final int INTERACTIVE = 6;

    /** {@code SO_PRIORITY}, {@code asm-generic/socket.h}. */
    private static final ChannelOption<Integer> SO_PRIORITY =
            new IntegerUnixChannelOption("SO_PRIORITY", 1, 12);

    private Urgency() {}

    static void give(Bootstrap bootstrap) {
        bootstrap.option(ChannelOption.IP_TOS, CS6);
        if (Epoll.isAvailable()) {
            // After the code point, which sets a priority, too.
            bootstrap.option(SO_PRIORITY, INTERACTIVE);
        }
    }
}
