package org.bridgewall.core.policy.compile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bridgewall.core.policy.Member;
import org.bridgewall.core.policy.Policy;
import org.bridgewall.core.policy.Rule;
import org.bridgewall.core.policy.Service;
import org.bridgewall.core.ruleset.Direction;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.ruleset.IpPrefix;
import org.bridgewall.core.ruleset.PeerChain;
import org.bridgewall.core.ruleset.PortRange;
import org.bridgewall.core.ruleset.Protocol;
import org.bridgewall.core.ruleset.RuleMap;
import org.bridgewall.core.ruleset.RuleMap.Row;
import org.bridgewall.core.ruleset.RuleMap.Shape;

/** Builds the four maps of one direction and family. */
final class MapBuilder {
    private final Policy policy;
    private final PeerSets sets;
    private final Map<String, PeerChain> chains;
    private final Direction direction;
    private final Family family;
    private final Map<Shape, List<Row>> rows = new TreeMap<>();

    MapBuilder(
            Policy policy,
            PeerSets sets,
            Map<String, PeerChain> chains,
            Direction direction,
            Family family) {
        this.policy = policy;
        this.sets = sets;
        this.chains = chains;
        this.direction = direction;
        this.family = family;
    }

    List<RuleMap> maps() {
        Map<IpAddress, String> hosts = new TreeMap<>();
        policy.hosts()
                .keySet()
                .forEach(name ->
                        policy.hostAddresses(name).stream()
                                .filter(p -> p.family() == family)
                                .forEach(p -> hosts.put(p.address(), name)));
        hosts.forEach(this::host);
        List<RuleMap> maps = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            maps.add(new RuleMap(direction, family, shape, rows.getOrDefault(shape, List.of())));
        }
        return maps;
    }

    private void host(IpAddress address, String name) {
        Map<Protocol, Map<PortRange, Set<Member>>> services = new TreeMap<>();
        Set<Member> everything = new LinkedHashSet<>();
        for (Rule rule : policy.rules()) {
            Service service = rule.service();
            boolean ours = rule.direction() == direction && rule.host().equals(name);
            if (!ours || reachable(rule).isEmpty()) {
                continue;
            }
            if (service.protocol().isEmpty()) {
                everything.addAll(reachable(rule));
            } else if (service.protocol().get().existsIn(family)) {
                services.computeIfAbsent(
                                service.protocol().get().over(family), p -> new TreeMap<>())
                        .computeIfAbsent(service.ports(), p -> new LinkedHashSet<>())
                        .addAll(reachable(rule));
            }
        }
        services.forEach((protocol, byPorts) -> protocol(address, protocol, byPorts));
        row(Shape.HOST, address, Protocol.TCP, PortRange.ALL, everything);
    }

    /** The far ends that have an address of this family; a row without any would only cost time. */
    private List<Member> reachable(Rule rule) {
        return rule.peers().stream()
                .filter(peer ->
                        policy.addresses(peer).stream()
                                .map(IpPrefix::family)
                                .anyMatch(family::equals))
                .toList();
    }

    private void protocol(
            IpAddress address, Protocol protocol, Map<PortRange, Set<Member>> byPorts) {
        Map<PortRange, Set<Member>> ranges = new TreeMap<>();
        byPorts.forEach((ports, peers) -> {
            if (ports.equals(PortRange.ALL)) {
                row(Shape.PROTOCOL, address, protocol, ports, peers);
            } else if (ports.isSingle()) {
                row(Shape.EXACT, address, protocol, ports, peers);
            } else {
                ranges.put(ports, peers);
            }
        });
        disjoint(ranges)
                .forEach((ports, peers) -> row(Shape.RANGE, address, protocol, ports, peers));
    }

    /** Cuts overlapping ranges at each other's ends; a piece belongs to all that cover it. */
    private static Map<PortRange, Set<Member>> disjoint(Map<PortRange, Set<Member>> ranges) {
        TreeSet<Integer> starts = new TreeSet<>();
        for (PortRange range : ranges.keySet()) {
            starts.add(range.first());
            starts.add(range.last() + 1);
        }
        Map<PortRange, Set<Member>> pieces = new TreeMap<>();
        Integer first = starts.isEmpty() ? null : starts.first();
        while (first != null) {
            Integer next = starts.higher(first);
            if (next != null) {
                Set<Member> peers = new LinkedHashSet<>();
                int port = first;
                ranges.forEach((range, members) ->
                        peers.addAll(range.contains(port) ? members : Set.of()));
                pieces.put(new PortRange(first, next - 1), peers);
            }
            first = next;
        }
        return pieces;
    }

    private void row(
            Shape shape, IpAddress host, Protocol protocol, PortRange ports, Set<Member> peers) {
        if (!peers.isEmpty()) {
            rows.computeIfAbsent(shape, s -> new ArrayList<>())
                    .add(new Row(host, protocol, ports, sets.chain(direction, peers, chains)));
        }
    }
}
