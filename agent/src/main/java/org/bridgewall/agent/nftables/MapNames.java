package org.bridgewall.agent.nftables;

import java.util.Locale;
import org.bridgewall.core.ruleset.Direction;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.Protocol;
import org.bridgewall.core.ruleset.RuleMap;

/** Names and key types of the policy maps. */
final class MapNames {
    private MapNames() {}

    /** {@code in4_a} exact, {@code in4r_a} ranges, {@code in4p_a} protocol, {@code in4h_a} host. */
    static String map(
            Direction direction, Family family, RuleMap.Shape shape, Generation generation) {
        String letter =
                switch (shape) {
                    case EXACT -> "";
                    case RANGE -> "r";
                    case PROTOCOL -> "p";
                    case HOST -> "h";
                };
        return direction.name().toLowerCase(Locale.ROOT)
                + digit(family)
                + letter
                + generation.suffix();
    }

    static String type(Family family, RuleMap.Shape shape) {
        String address = addressType(family);
        return switch (shape) {
            case EXACT -> address + " . inet_proto . inet_service : verdict;";
            case RANGE -> address + " . inet_proto . inet_service : verdict; flags interval;";
            case PROTOCOL -> address + " . inet_proto : verdict;";
            case HOST -> address + " : verdict;";
        };
    }

    static String key(RuleMap.Shape shape, RuleMap.Row row, Family family) {
        String protocol =
                row.protocol().over(family) == Protocol.ICMPV6
                        ? "ipv6-icmp"
                        : row.protocol().toString();
        return switch (shape) {
            case EXACT, RANGE -> row.host() + " . " + protocol + " . " + row.ports();
            case PROTOCOL -> row.host() + " . " + protocol;
            case HOST -> row.host().toString();
        };
    }

    static String addressType(Family family) {
        return family == Family.IPV4 ? "ipv4_addr" : "ipv6_addr";
    }

    static String digit(Family family) {
        return family == Family.IPV4 ? "4" : "6";
    }
}
