package org.bridgewall.core.policy;

import java.util.List;

/**
 * A screened host.
 *
 * @param addresses {@link Member.Network} of full length, or {@link Member.DnsName}
 * @param at where the host is defined
 */
public record Host(String name, List<Member> addresses, Position at) {
    public Host {
        addresses = List.copyOf(addresses);
    }
}
