package org.bridgewall.core.ruleset;

import java.util.Locale;
import java.util.Optional;

/** IP protocols that a policy can name (IANA protocol numbers). */
public enum Protocol {
    TCP(6, true),
    UDP(17, true),
    SCTP(132, true),
    /** ICMP for IPv4; in an IPv6 row it stands for ICMPv6. */
    ICMP(1, false),
    ICMPV6(58, false),
    GRE(47, false),
    ESP(50, false),
    AH(51, false);

    private final int number;
    private final boolean ports;

    Protocol(int number, boolean ports) {
        this.number = number;
        this.ports = ports;
    }

    public int number() {
        return number;
    }

    /** Whether rows of this protocol carry a destination port. */
    public boolean hasPorts() {
        return ports;
    }

    /** The protocol as packets of this family carry it: ICMP becomes ICMPv6 over IPv6. */
    public Protocol over(Family family) {
        return this == ICMP && family == Family.IPV6 ? ICMPV6 : this;
    }

    /** Whether packets of this family can carry it. */
    public boolean existsIn(Family family) {
        return this != ICMPV6 || family == Family.IPV6;
    }

    public static Optional<Protocol> named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "icmp6", "ipv6-icmp" -> Optional.of(ICMPV6);
            default -> {
                for (Protocol protocol : values()) {
                    if (protocol.toString().equals(lower)) {
                        yield Optional.of(protocol);
                    }
                }
                yield Optional.empty();
            }
        };
    }

    /** Lower case, as in a policy and in nftables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
