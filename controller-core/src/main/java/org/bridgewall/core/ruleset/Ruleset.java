package org.bridgewall.core.ruleset;

import java.util.List;

/**
 * A whole policy as data: what a kernel must hold. Immutable; every list is sorted, so equal
 * policies give equal rulesets.
 *
 * @param screened addresses of the screened hosts, the slides' ScreenedHosts
 * @param neverDenied sources that are never banned automatically
 * @param groups the sets that chains refer to
 * @param maps one per direction, family and shape, empty ones included
 */
public record Ruleset(
        AddressSet screened,
        AddressSet neverDenied,
        List<DeniedPort> deniedPorts,
        List<AddressSet> groups,
        List<PeerChain> chains,
        List<RuleMap> maps) {
    public Ruleset {
        deniedPorts = List.copyOf(deniedPorts);
        groups = List.copyOf(groups);
        chains = List.copyOf(chains);
        maps = List.copyOf(maps);
    }

    /** Lets nothing through: what a node enforces that knows no policy. */
    public static Ruleset closed() {
        return new Ruleset(
                AddressSet.of("screened", List.of()),
                AddressSet.of("neverdeny", List.of()),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Rows in all maps. */
    public int rowCount() {
        return maps.stream().mapToInt(map -> map.rows().size()).sum();
    }

    public RuleMap map(Direction direction, Family family, RuleMap.Shape shape) {
        return maps.stream()
                .filter(m ->
                        m.direction() == direction && m.family() == family && m.shape() == shape)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no map " + direction + " " + family + " " + shape));
    }
}
