package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bridgewall.core.ruleset.DeniedPort;
import org.bridgewall.core.ruleset.IpPrefix;

/**
 * A policy whose names all have a meaning: every rule's host is a screened host, every group exists
 * and no group holds itself. Names of the domain name system may still be unresolved. Immutable.
 *
 * @param file what messages call the text
 * @param hosts screened hosts by name, in the order of the text
 * @param groups by name, in the order of the text; {@code any} is not among them
 */
public record Policy(
        String file,
        Map<String, Host> hosts,
        Map<String, Group> groups,
        List<Rule> rules,
        List<DeniedPort> deniedPorts) {
    /** Members of the group of this name are never banned automatically. */
    public static final String NEVER_DENY = "neverDeny";

    public Policy {
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        rules = List.copyOf(rules);
        deniedPorts = List.copyOf(deniedPorts);
    }

    /** The addresses that a word stands for; a name that is not resolved stands for none. */
    public List<IpPrefix> addresses(Member member) {
        return switch (member) {
            case Member.Network network -> List.of(network.prefix());
            case Member.DnsName name -> List.of();
            case Member.Any any -> List.of(IpPrefix.ANY_V4, IpPrefix.ANY_V6);
            case Member.GroupName name -> groupAddresses(name.text());
            case Member.ScreenedHost host -> hostAddresses(host.text());
        };
    }

    /**
     * The addresses of a screened host, in the order of the text; none when there is no such host.
     */
    public List<IpPrefix> hostAddresses(String name) {
        Host host = hosts.get(name);
        return host == null ? List.of() : all(host.addresses());
    }

    /**
     * The networks of a group and of the groups within it, minimal; none when there is no such
     * group.
     */
    public List<IpPrefix> groupAddresses(String name) {
        Group group = groups.get(name);
        return group == null ? List.of() : IpPrefix.minimal(all(group.members()));
    }

    /** Every name that still has to be resolved, in the order of definition. */
    public List<Member.DnsName> unresolvedNames() {
        Stream<Member> members =
                Stream.of(
                                hosts.values().stream().flatMap(h -> h.addresses().stream()),
                                groups.values().stream().flatMap(g -> g.members().stream()),
                                rules.stream().flatMap(r -> r.peers().stream()))
                        .flatMap(s -> s);
        List<Member.DnsName> names = new ArrayList<>();
        members.forEach(member -> {
            if (member instanceof Member.DnsName name) {
                names.add(name);
            }
        });
        return names;
    }

    private List<IpPrefix> all(List<Member> members) {
        return members.stream().flatMap(m -> addresses(m).stream()).toList();
    }
}
