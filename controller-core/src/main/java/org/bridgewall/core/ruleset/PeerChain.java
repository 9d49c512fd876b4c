package org.bridgewall.core.ruleset;

import java.util.List;

/**
 * One distinct combination of groups that rows use: accepts a packet whose far end is in one of the
 * sets, returns otherwise. The far end is the source of inbound and the destination of outbound
 * packets.
 *
 * @param name unique per ruleset; the same combination has the same name in every ruleset
 * @param any accepts everybody; then {@code sets} is empty
 * @param sets names of {@link AddressSet}s
 */
public record PeerChain(String name, Direction direction, boolean any, List<String> sets) {
    public PeerChain {
        sets = List.copyOf(sets);
        if (any != sets.isEmpty()) {
            throw new IllegalStateException(
                    "chain " + name + ": any=" + any + " with sets " + sets);
        }
    }
}
