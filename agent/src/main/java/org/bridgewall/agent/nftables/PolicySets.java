package org.bridgewall.agent.nftables;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.core.ruleset.AddressSet;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpPrefix;
import org.bridgewall.core.ruleset.PeerChain;
import org.bridgewall.core.ruleset.RuleMap;
import org.bridgewall.core.ruleset.Ruleset;

/**
 * The sets, chains and maps that one generation of a policy needs before its rules can refer to
 * them. Nothing here changes a verdict while it is unreferenced, so it may be written in pieces.
 */
final class PolicySets {
    private PolicySets() {}

    static String group(String set, Family family, Generation generation) {
        return "g" + MapNames.digit(family) + "_" + set + generation.suffix();
    }

    /** Commands in the order in which they must run; each adds at most {@code batch} elements. */
    static List<String> commands(String table, Ruleset rules, Generation generation, int batch) {
        List<String> commands = new ArrayList<>();
        for (Family family : Family.values()) {
            addresses(
                    table,
                    "neverdeny" + MapNames.digit(family) + generation.suffix(),
                    family,
                    rules.neverDenied(),
                    batch,
                    commands);
        }
        String denied = "portdeny" + generation.suffix();
        commands.add(
                "add set inet " + table + " " + denied + " { type inet_proto . inet_service; }");
        List<String> ports =
                rules.deniedPorts().stream().map(p -> p.protocol() + " . " + p.port()).toList();
        commands.addAll(Elements.add(table, denied, ports, batch));
        for (AddressSet group : rules.groups()) {
            for (Family family : Family.values()) {
                addresses(
                        table,
                        group(group.name(), family, generation),
                        family,
                        group,
                        batch,
                        commands);
            }
        }
        for (PeerChain chain : rules.chains()) {
            commands.add("add chain inet " + table + " " + chain.name());
        }
        for (RuleMap map : rules.maps()) {
            if (!map.rows().isEmpty()) {
                map(table, map, generation, batch, commands);
            }
        }
        return commands;
    }

    private static void addresses(
            String table,
            String name,
            Family family,
            AddressSet set,
            int batch,
            List<String> commands) {
        commands.add(
                "add set inet "
                        + table
                        + " "
                        + name
                        + " { type "
                        + MapNames.addressType(family)
                        + "; flags interval; auto-merge; }");
        List<String> elements = set.members(family).stream().map(IpPrefix::toString).toList();
        commands.addAll(Elements.add(table, name, elements, batch));
    }

    private static void map(
            String table, RuleMap map, Generation generation, int batch, List<String> commands) {
        String name = MapNames.map(map.direction(), map.family(), map.shape(), generation);
        commands.add(
                "add map inet "
                        + table
                        + " "
                        + name
                        + " { type "
                        + MapNames.type(map.family(), map.shape())
                        + " }");
        List<String> elements =
                map.rows().stream()
                        .map(row ->
                                MapNames.key(map.shape(), row, map.family())
                                        + " : jump "
                                        + row.chain())
                        .toList();
        commands.addAll(Elements.add(table, name, elements, batch));
    }
}
