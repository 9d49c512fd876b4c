package org.bridgewall.core.ruleset;

import java.util.List;

/**
 * A named set of networks, both families; minimal and sorted.
 *
 * @param name usable as part of an identifier: letters, digits, underscore
 */
public record AddressSet(String name, List<IpPrefix> v4, List<IpPrefix> v6) {
    public AddressSet {
        v4 = List.copyOf(v4);
        v6 = List.copyOf(v6);
    }

    /** Splits prefixes by family and keeps the minimal ones. */
    public static AddressSet of(String name, List<IpPrefix> prefixes) {
        List<IpPrefix> minimal = IpPrefix.minimal(prefixes);
        return new AddressSet(
                name,
                minimal.stream().filter(p -> p.family() == Family.IPV4).toList(),
                minimal.stream().filter(p -> p.family() == Family.IPV6).toList());
    }

    public List<IpPrefix> members(Family family) {
        return family == Family.IPV4 ? v4 : v6;
    }
}
