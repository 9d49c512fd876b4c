package org.bridgewall.sync.netty;

import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.Inet6Address;

/**
 * Whether the kernel may fragment a datagram ({@code IP_MTU_DISCOVER}, {@code linux/in.h}; {@code
 * IPV6_MTU_DISCOVER}, {@code linux/in6.h}).
 */
final class PathMtu {
    /** {@code IP_PMTUDISC_DO}: never fragment; what is too long is refused with EMSGSIZE. */
    static final int DISCOVER = 2;

    /** {@code IP_PMTUDISC_WANT}: fragment what is too long. */
    static final int FRAGMENT = 1;

    /**
     * No datagram of replication need be shorter: 1280, the least MTU of IPv6, less the headers of
     * IPv6 and UDP. A path that refuses even this is an IPv4 path of a smaller MTU.
     */
    static final int LEAST_DATAGRAM_BYTES = 1280 - 40 - 8;

    private static final ChannelOption<Integer> V4 =
            new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);
    private static final ChannelOption<Integer> V6 =
            new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", 41, 23);

    private PathMtu() {}

    static ChannelOption<Integer> optionOf(PathConfig path) {
        return path.local().getAddress() instanceof Inet6Address ? V6 : V4;
    }
}
