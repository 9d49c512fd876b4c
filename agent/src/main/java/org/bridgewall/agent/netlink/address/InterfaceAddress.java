package org.bridgewall.agent.netlink.address;

import java.net.InetAddress;

/**
 * An address on an interface, as the kernel has it. Immutable.
 *
 * @param prefixLength bits of the network part
 * @param interfaceIndex of the interface that carries it
 * @param protocol who set it ({@code IFA_PROTO}, Linux 5.18); 0 where nobody said
 * @param validSeconds after which the kernel takes it away by itself; {@link #FOREVER}: never
 */
public record InterfaceAddress(
        InetAddress address,
        int prefixLength,
        int interfaceIndex,
        int protocol,
        long validSeconds) {
    /** {@code INFINITY_LIFE_TIME} of {@code net/addrconf.h}. */
    public static final long FOREVER = 0xffff_ffffL;
}
