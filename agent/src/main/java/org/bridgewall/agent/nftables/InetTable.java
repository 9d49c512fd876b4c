package org.bridgewall.agent.nftables;

import java.util.List;
import org.bridgewall.core.ruleset.Direction;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.PeerChain;
import org.bridgewall.core.ruleset.RuleMap;
import org.bridgewall.core.ruleset.Ruleset;

/** The rules of the inet table: connection states, bans, and the look-ups in the policy maps. */
final class InetTable {
    /** Every {@code enum ip_conntrack_events}, {@code nf_conntrack_common.h}. */
    private static final int EVENTS = 0xfff;

    /**
     * Without {@code IPCT_PROTOINFO}: a FIN makes no event, the acknowledgement that follows it
     * does. What the kernel spends on an event is most of what replication costs it.
     */
    private static final int EVENTS_BUT_PROTOCOL = 0xfdf;

    /**
     * Without {@code IPCT_DESTROY}: what both ends have closed left the replica when they did, and
     * its entry ends unheard, two minutes later or when its ports are used again.
     */
    private static final int EVENTS_BUT_END = 0xffb;

    /**
     * Without {@code IPCT_REPLY} and {@code IPCT_PROTOINFO}: the SYN,ACK of a new connection makes
     * no event, the acknowledgement that establishes it does.
     */
    private static final int EVENTS_BUT_ANSWER = 0xfd7;

    /**
     * {@code IPCT_REPLY}, {@code IPCT_ASSURED} and {@code IPCT_PROTOINFO}: an eBPF program tells of
     * the states of TCP connections at a tenth of what these events cost.
     */
    private static final int EVENTS_TAPPED = 0x38;

    private InetTable() {}

    /** Sets that the kernel fills; never flushed, so that bans outlive a change of policy. */
    static String dynamicSets(String table) {
        return """
        add table inet %1$s
        add set inet %1$s hostdeny4 { type ipv4_addr; flags dynamic,timeout; timeout 10m; size 65536; counter; }
        add set inet %1$s hostdeny6 { type ipv6_addr; flags dynamic,timeout; timeout 10m; size 65536; counter; }
        add set inet %1$s scan4 { type ipv4_addr; flags dynamic,timeout; timeout 1m; size 65536; }
        add set inet %1$s scan6 { type ipv6_addr; flags dynamic,timeout; timeout 1m; size 65536; }
        add set inet %1$s stamp { type mark; }
        """
                .formatted(table);
    }

    /** Replaces every rule of the table; the sets and maps of the generation must be there. */
    static String rules(InstancePorts ports, Ruleset rules, Generation generation) {
        return "flush table inet "
                + ports.table()
                + "\n"
                + "table inet "
                + ports.table()
                + " {\n"
                + chains(rules, generation)
                + zone(ports)
                + states(ports)
                + decisions(ports, rules, generation)
                + logs(generation)
                + "}\n";
    }

    private static String chains(Ruleset rules, Generation generation) {
        StringBuilder text = new StringBuilder();
        for (PeerChain chain : rules.chains()) {
            text.append("  chain ").append(chain.name()).append(" {\n");
            if (chain.any()) {
                text.append("    accept\n");
            }
            String end = chain.direction() == Direction.IN ? "saddr" : "daddr";
            for (String set : chain.sets()) {
                String name = PolicySets.group(set, Family.IPV4, generation);
                text.append("    ip ").append(end).append(" @").append(name).append(" accept\n");
                name = PolicySets.group(set, Family.IPV6, generation);
                text.append("    ip6 ").append(end).append(" @").append(name).append(" accept\n");
            }
            text.append("  }\n");
        }
        return text.toString();
    }

    /** Before connection tracking: two instances may carry the same addresses and ports. */
    private static String zone(InstancePorts ports) {
        return ports.zone() == 0
                ? ""
                : """
                  chain zone_of_instance {
                    type filter hook prerouting priority raw; policy accept;
                    iifname "%s" ct zone set %d
                  }
                """
                        .formatted(ports.bridge(), ports.zone());
    }

    private static String events(InstancePorts ports, int of) {
        return "0x" + Integer.toHexString(ports.tapped() ? of & ~EVENTS_TAPPED : of);
    }

    private static String states(InstancePorts ports) {
        return """
          chain forward {
            type filter hook forward priority 0; policy drop;
            iifname != "%1$s" accept
            meta mark & 0x3 == 0x0 counter drop comment "did not pass the bridge table"
            ct state vmap { established : goto c_est, related : goto c_rel, new : goto c_new, untracked : goto c_untr, invalid : goto c_inv }
          }
          chain judged {
            type filter hook forward priority 10; policy accept;
            iifname "%1$s" meta mark set meta mark or 0x100
          }
          chain c_est {
            tcp flags & fin == fin ct event set %2$s
            tcp flags & (fin | syn) == 0x0 ct expiration <= 2m ct event set %4$s counter accept
            tcp flags & (fin | syn) == 0x0 ct event set %3$s
            counter accept
          }
          chain c_rel {
            icmp type { destination-unreachable, time-exceeded, parameter-problem } counter accept
            icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } counter accept
            meta l4proto { tcp, udp } goto c_new
            goto logdrop
          }
          chain c_inv {
            limit rate 5/second burst 20 packets log group 5 prefix "bw:INVALID " snaplen 128
            counter drop
          }
          chain c_untr {
            ip6 hoplimit 255 icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } counter accept
            ip6 hoplimit 255 icmpv6 type nd-router-advert meta mark 0x1 counter accept
            icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } ip6 hoplimit 1 counter accept
            counter drop
          }
        """
                .formatted(
                        ports.bridge(),
                        events(ports, EVENTS_BUT_PROTOCOL),
                        events(ports, EVENTS),
                        events(ports, EVENTS_BUT_END));
    }

    private static String decisions(InstancePorts ports, Ruleset rules, Generation generation) {
        return """
          chain c_new {
            tcp flags & (fin | syn | rst | ack) != syn goto notsyn
            meta l4proto tcp ct event set %2$s
            meta mark 0x1 ip saddr @hostdeny4 goto hostdenied
            meta mark 0x1 ip6 saddr @hostdeny6 goto hostdenied
            meta mark 0x1 meta l4proto . th dport @portdeny%1$s goto portdenied
            meta mark vmap { 0x1 : goto c_in, 0x2 : goto c_out, 0x3 : accept }
            counter drop
          }
          chain c_in {
            meta nfproto vmap { ipv4 : goto c_in_4, ipv6 : goto c_in_6 }
          }
          chain c_out {
            icmp type echo-request counter accept
            icmpv6 type echo-request counter accept
            meta nfproto vmap { ipv4 : goto c_out_4, ipv6 : goto c_out_6 }
          }
        """
                        .formatted(generation.suffix(), events(ports, EVENTS_BUT_ANSWER))
                + lookups(rules, Direction.IN, Family.IPV4, generation)
                + lookups(rules, Direction.IN, Family.IPV6, generation)
                + lookups(rules, Direction.OUT, Family.IPV4, generation)
                + lookups(rules, Direction.OUT, Family.IPV6, generation);
    }

    private static String lookups(
            Ruleset rules, Direction direction, Family family, Generation generation) {
        boolean in = direction == Direction.IN;
        String host = (family == Family.IPV4 ? "ip " : "ip6 ") + (in ? "daddr" : "saddr");
        StringBuilder text = new StringBuilder("  chain ");
        text.append(in ? "c_in_" : "c_out_").append(MapNames.digit(family)).append(" {\n");
        for (RuleMap map : filled(rules, direction, family)) {
            String key =
                    switch (map.shape()) {
                        case EXACT, RANGE -> host + " . meta l4proto . th dport";
                        case PROTOCOL -> host + " . meta l4proto";
                        case HOST -> host;
                    };
            String name = MapNames.map(direction, family, map.shape(), generation);
            text.append("    ").append(key).append(" vmap @").append(name).append('\n');
        }
        return text.append(in ? "    goto logdrop\n  }\n" : "    goto outdrop\n  }\n").toString();
    }

    private static List<RuleMap> filled(Ruleset rules, Direction direction, Family family) {
        return rules.maps().stream()
                .filter(m ->
                        m.direction() == direction && m.family() == family && !m.rows().isEmpty())
                .toList();
    }

    /** An inbound refusal is logged, and a source over the threshold is banned for a while. */
    private static String logs(Generation generation) {
        return """
          chain notsyn {
            limit rate 5/second burst 20 packets log group 5 prefix "bw:NOTSYN " snaplen 128
            counter drop
          }
          chain hostdenied {
            limit rate 10/second burst 20 packets log group 5 prefix "bw:HOSTDENY " snaplen 128
            counter drop
          }
          chain portdenied {
            limit rate 10/second burst 20 packets log group 5 prefix "bw:PORTDENY " snaplen 128
            counter drop
          }
          chain outdrop {
            limit rate 10/second burst 20 packets log group 5 prefix "bw:OUTDROP " snaplen 128
            counter drop
          }
          chain logdrop {
            limit rate 20/second burst 50 packets log group 5 prefix "bw:DROP " snaplen 128 queue-threshold 8
            meta mark 0x1 ip saddr != @neverdeny4%1$s update @scan4 { ip saddr limit rate over 30/minute burst 5 packets } add @hostdeny4 { ip saddr }
            meta mark 0x1 ip6 saddr != @neverdeny6%1$s update @scan6 { ip6 saddr limit rate over 30/minute burst 5 packets } add @hostdeny6 { ip6 saddr }
            counter drop
          }
        """
                .formatted(generation.suffix());
    }
}
