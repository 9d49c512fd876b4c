package org.bridgewall.core.ruleset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A network: all addresses that share the first {@code length} bits. Host bits are always zero;
 * ordered by address, wider networks first.
 */
public record IpPrefix(IpAddress address, int length) implements Comparable<IpPrefix> {
    public static final IpPrefix ANY_V4 = new IpPrefix(new IpAddress(Family.IPV4, 0, 0), 0);
    public static final IpPrefix ANY_V6 = new IpPrefix(new IpAddress(Family.IPV6, 0, 0), 0);

    public IpPrefix {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalStateException(
                    "prefix length: " + length + " (expected: 0-" + address.family().bits() + ")");
        }
        address = address.network(length);
    }

    /** The prefix that holds just this address. */
    public static IpPrefix of(IpAddress address) {
        return new IpPrefix(address, address.family().bits());
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a plain address; host bits are cleared.
     */
    public static Optional<IpPrefix> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text).map(IpPrefix::of);
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(digits);
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> length <= address.family().bits())
                .map(address -> new IpPrefix(address, length));
    }

    public Family family() {
        return address.family();
    }

    public boolean contains(IpAddress other) {
        return other.family() == family() && other.network(length).equals(address);
    }

    public boolean contains(IpPrefix other) {
        return other.length >= length && contains(other.address);
    }

    /** Sorted, without duplicates and without networks that another one already holds. */
    public static List<IpPrefix> minimal(Collection<IpPrefix> prefixes) {
        List<IpPrefix> kept = new ArrayList<>();
        for (IpPrefix prefix : new TreeSet<>(prefixes)) {
            if (kept.isEmpty() || !kept.getLast().contains(prefix)) {
                kept.add(prefix);
            }
        }
        return List.copyOf(kept);
    }

    @Override
    public int compareTo(IpPrefix other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    /** {@code 192.0.2.0/24}; a single address stands without its length. */
    @Override
    public String toString() {
        return length == family().bits() ? address.toString() : address + "/" + length;
    }
}
