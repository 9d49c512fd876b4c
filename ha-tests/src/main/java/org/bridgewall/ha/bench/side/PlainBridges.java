package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.nftables.InstancePorts;
import org.bridgewall.agent.nftables.NftPolicy;
import org.bridgewall.agent.nftables.NftProgram;
import org.bridgewall.agent.nftables.PolicyStamp;
import org.bridgewall.core.policy.ParseResult;
import org.bridgewall.core.policy.PolicyParser;
import org.bridgewall.core.policy.compile.CompileResult;
import org.bridgewall.core.policy.compile.PolicyCompiler;
import org.bridgewall.core.ruleset.Ruleset;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Site;

/**
 * The laboratory's wires with bridges that no agent keeps: the same policy in the kernel, the same
 * settings of connection tracking, the ports of {@code b1} up and those of {@code b2} down.
 *
 * <p>Thread rule: one thread.
 */
final class PlainBridges {
    private static final Duration NFT_TIMEOUT = Duration.ofSeconds(30);

    private final Site site;
    private final Wires wires;
    private final Path policy;

    PlainBridges(Site site, Path policy) {
        this.site = site;
        this.wires = new Wires(site);
        this.policy = policy;
    }

    /**
     * Builds everything.
     *
     * @param events value of {@code nf_conntrack_events}: 0 none, 2 the kernel's default
     */
    void up(int events) throws IOException {
        wires.build();
        Ruleset rules = rules();
        for (String node : Wires.NODES) {
            settings(node, events);
            String namespace = site.namespace(node);
            Netns.call(
                    namespace,
                    () -> {
                        InstancePorts ports =
                                new InstancePorts("dmz", "br0", "up0", List.of("dn0"));
                        new NftPolicy(new NftProgram(List.of("nft"), NFT_TIMEOUT), ports)
                                .apply(rules, new PolicyStamp(1, "0"));
                        return ports;
                    });
            wires.ip(
                    node,
                    "link set br0 arp off",
                    "link set up0 master br0",
                    "link set dn0 master br0",
                    "link set br0 up");
        }
        wires.ip("b1", "link set up0 up", "link set dn0 up");
    }

    void remove() throws IOException {
        wires.remove();
    }

    private void settings(String node, int events) throws IOException {
        wires.settings(
                node,
                Map.of(
                        "net/netfilter/nf_conntrack_events",
                        Integer.toString(events),
                        "net/netfilter/nf_conntrack_tcp_loose",
                        "0",
                        "net/netfilter/nf_conntrack_tcp_be_liberal",
                        "1",
                        "net/bridge/bridge-nf-call-iptables",
                        "1",
                        "net/bridge/bridge-nf-call-ip6tables",
                        "1"));
    }

    private Ruleset rules() throws IOException {
        String name = policy.getFileName().toString();
        if (PolicyParser.parse(name, Files.readString(policy)) instanceof ParseResult.Parsed parsed
                && PolicyCompiler.compile(parsed.policy())
                        instanceof CompileResult.Compiled compiled) {
            return compiled.ruleset();
        }
        throw new IOException(policy + " is no sound policy: agentctl policy check tells why");
    }
}
