package org.bridgewall.agent.nftables;

import java.util.List;
import java.util.Optional;

/**
 * What an instance's inet table holds at present, by name.
 *
 * @param mark which policy the rules are; empty when the table is half made or not there
 */
record KernelTable(List<String> sets, List<String> maps, List<String> chains, Optional<Mark> mark) {
    static final KernelTable ABSENT =
            new KernelTable(List.of(), List.of(), List.of(), Optional.empty());

    KernelTable {
        sets = List.copyOf(sets);
        maps = List.copyOf(maps);
        chains = List.copyOf(chains);
    }

    /** The generation to write next. */
    Generation next() {
        return mark.map(m -> m.generation().other()).orElse(Generation.A);
    }
}
