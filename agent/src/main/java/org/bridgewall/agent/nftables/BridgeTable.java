package org.bridgewall.agent.nftables;

import java.util.List;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpPrefix;
import org.bridgewall.core.ruleset.Ruleset;

/**
 * The bridge table: what may cross at layer 2, which way a frame goes, and the check that the inet
 * table has judged it. It runs before br_netfilter, so conntrack never sees what is refused here.
 * Frames of other bridges of the node are none of its business. Base chains are never deleted: a
 * new one would drop everything from its registration until the commit.
 */
final class BridgeTable {
    /**
     * Probe frames of the pair: a loop over two nodes stays unseen unless they cross an open one.
     */
    private static final String PROBE = "ether type 0x88b5 ether daddr 03:42:57:00:00:01";

    private static final String BPDU = "ether daddr { 01:80:c2:00:00:00, 01:00:0c:cc:cc:cd }";

    private BridgeTable() {}

    static String render(String table, InstancePorts ports, Ruleset rules) {
        return """
        add table bridge %1$s
        flush table bridge %1$s
        add set bridge %1$s inner { type ifname; }
        add set bridge %1$s up { type ifname; }
        add set bridge %1$s ports { type ifname; }
        add set bridge %1$s scr4 { type ipv4_addr; flags interval; auto-merge; }
        add set bridge %1$s scr6 { type ipv6_addr; flags interval; auto-merge; }
        flush set bridge %1$s inner
        flush set bridge %1$s up
        flush set bridge %1$s ports
        flush set bridge %1$s scr4
        flush set bridge %1$s scr6
        add element bridge %1$s inner { %2$s }
        add element bridge %1$s up { "%3$s" }
        add element bridge %1$s ports { "%3$s", %2$s }
        %4$stable bridge %1$s {
          chain pre {
            type filter hook prerouting priority -300; policy drop;
            iifname != @ports accept
            %5$s limit rate 500/second burst 50 packets counter accept
        %7$s    iifname @up meta mark set 0x1 jump l2_up
            iifname @inner meta mark set 0x2 jump l2_in
            counter
          }
        %6$s
          chain forward {
            type filter hook forward priority -200; policy drop;
            iifname @up oifname @inner accept
            iifname @inner oifname @up accept
            iifname @inner oifname @inner meta mark set 0x3 accept
            iifname @ports counter drop comment "to an alien port of this bridge"
            oifname @ports counter drop comment "from an alien port of this bridge"
            accept
          }
          chain verify {
            type filter hook forward priority 100; policy drop;
            iifname != @ports accept
            ether type { arp, 0x88b5 } accept
        %7$s    meta mark & 0x100 == 0x100 accept
            counter comment "not judged by the inet table: is br_netfilter on?"
          }
          chain input {
            type filter hook input priority -200; policy drop;
            iifname != @ports accept
        %8$s    counter
          }
          chain output {
            type filter hook output priority -200; policy drop;
            oifname != @ports accept
        %8$s    counter
          }
        }
        """
                .formatted(
                        table,
                        quoted(ports.screened()),
                        ports.uplink(),
                        screened(table, rules, Family.IPV4) + screened(table, rules, Family.IPV6),
                        PROBE,
                        gate(),
                        bpdus(ports, InstancePorts.Bpdus.PASS),
                        bpdus(ports, InstancePorts.Bpdus.LOCAL));
    }

    /** Bridges send and take BPDUs of their own at the local hooks; others cross like any frame. */
    private static String bpdus(InstancePorts ports, InstancePorts.Bpdus where) {
        return ports.bpdus() == where
                ? "    " + BPDU + " limit rate 500/second burst 100 packets counter accept\n"
                : "";
    }

    private static String quoted(List<String> names) {
        return String.join(", ", names.stream().map(name -> '"' + name + '"').toList());
    }

    private static String screened(String table, Ruleset rules, Family family) {
        List<IpPrefix> members = rules.screened().members(family);
        return members.isEmpty()
                ? ""
                : "add element bridge %s scr%s { %s }\n"
                        .formatted(table, MapNames.digit(family), Elements.list(members));
    }

    private static String gate() {
        return """
          chain common {
            ether daddr 01:80:c2:00:00:00/44 counter drop comment "BPDU, LACP, LLDP, 802.1X: never through us"
            vlan id 0-4095 counter drop comment "tagged: br_netfilter would not see the IP inside"
            ether type != { ip, ip6, arp } counter drop comment "only ip, ip6, arp"
            ether saddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 counter drop comment "multicast source"
            ip option lsrr exists counter drop comment "source route"
            ip option ssrr exists counter drop
            exthdr rt exists counter drop comment "IPv6 routing header"
          }
          chain l2_up {
            jump common
            ether type arp goto arp_up
            ether type ip ip saddr @scr4 counter drop comment "spoof of a screened host"
            ether type ip6 ip6 saddr @scr6 counter drop comment "spoof of a screened host"
            ether type ip ip daddr @scr4 accept
            ether type ip6 ip6 daddr @scr6 accept
            ether type ip6 ip6 daddr { fe80::/10, ff02::/16 } accept
            ether type ip ip daddr { 224.0.0.0/24, 255.255.255.255 } accept
            counter drop comment "not for a screened host"
          }
          chain l2_in {
            jump common
            ether type arp goto arp_in
            ether type ip ip saddr @scr4 accept
            ether type ip ip saddr 0.0.0.0 udp dport 67 accept
            ether type ip6 ip6 saddr @scr6 accept
            ether type ip6 ip6 saddr { ::, fe80::/10 } accept
            counter drop comment "inside source that is not a screened host"
          }
          chain arp_up {
            arp operation != { request, reply } counter drop
            arp saddr ip @scr4 counter drop comment "ARP spoof of a screened host"
            limit rate over 2000/second burst 2000 packets counter drop
            accept
          }
          chain arp_in {
            arp operation != { request, reply } counter drop
            arp saddr ip 0.0.0.0 accept
            arp saddr ip != @scr4 counter drop
            accept
          }
        """;
    }
}
