package org.bridgewall.core.ruleset;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address as a number; ordered IPv4 first, then by value. An IPv4 address sits in
 * the lower 32 bits of {@code low}.
 *
 * @param high upper 64 bits of an IPv6 address, 0 for IPv4
 * @param low lower 64 bits of an IPv6 address, or the IPv4 address
 */
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {

    public IpAddress {
        if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalStateException(
                    "IPv4 address: " + high + ":" + low + " (expected: 32 bits)");
        }
    }

    /** Reads {@code 192.0.2.1} or {@code 2001:db8::1} (RFC 4291 2.2); empty when it is neither. */
    public static Optional<IpAddress> parse(String text) {
        return IpText.parse(text);
    }

    /** The address with all bits after the first {@code length} cleared. */
    IpAddress network(int length) {
        if (family == Family.IPV4) {
            return new IpAddress(
                    family, 0, length == 0 ? 0 : low & (-1L << (32 - length)) & 0xFFFF_FFFFL);
        }
        long upper = length >= 64 ? high : length == 0 ? 0 : high & (-1L << (64 - length));
        long lower = length <= 64 ? 0 : length == 128 ? low : low & (-1L << (128 - length));
        return new IpAddress(family, upper, lower);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted quad, or the canonical IPv6 text of RFC 5952. */
    @Override
    public String toString() {
        return IpText.format(this);
    }
}
