package org.bridgewall.agent.bridge;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A host that the forwarding node's bridge has learned: one entry of the replicated forwarding
 * database. The side is told as a leg, because port names differ between nodes.
 *
 * @param mac hardware address, the low 48 bits
 * @param leg where the host lives: 0 uplink, 1.. the screened port of that position
 * @param vlan VLAN id, 1..4094; 0 = untagged
 */
public record LearnedHost(long mac, int leg, int vlan) {
    public LearnedHost {
        if (!isHost(mac)) {
            throw new IllegalArgumentException(
                    "mac: " + Long.toHexString(mac) + " (expected: a unicast address)");
        }
    }

    /** An untagged host. */
    public LearnedHost(long mac, int leg) {
        this(mac, leg, 0);
    }

    /** Of some hosts those that others do not name, wherever they live. */
    public static List<LearnedHost> beyond(List<LearnedHost> named, List<LearnedHost> hosts) {
        Set<LearnedHost> known = new HashSet<>();
        named.forEach(host -> known.add(host.anywhere()));
        return hosts.stream().filter(host -> !known.contains(host.anywhere())).toList();
    }

    private LearnedHost anywhere() {
        return new LearnedHost(mac, 0, vlan);
    }

    /** Whether a hardware address can be a host's: 48 bits, unicast, not zero. */
    public static boolean isHost(long mac) {
        return (mac >>> 40 & 1) == 0 && mac != 0 && mac >>> 48 == 0;
    }
}
