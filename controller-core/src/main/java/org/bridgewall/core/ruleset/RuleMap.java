package org.bridgewall.core.ruleset;

import java.util.List;

/**
 * All rows of one direction, family and shape. A packet tries the shapes in their order of
 * declaration and goes on to the next where the row's chain returns.
 */
public record RuleMap(Direction direction, Family family, Shape shape, List<Row> rows) {

    /** Which parts of a packet a row is looked up by. */
    public enum Shape {
        /** host, protocol, one port: a hash, O(1). */
        EXACT,
        /** host, protocol, disjoint ranges of ports. */
        RANGE,
        /** host, protocol: any port, or a protocol without ports. */
        PROTOCOL,
        /** host alone: any protocol. */
        HOST
    }

    /**
     * What is looked up, and the chain that decides.
     *
     * @param host the screened host
     * @param protocol meaningless for {@link Shape#HOST} rows, where it is TCP
     * @param ports {@link PortRange#ALL} for {@link Shape#PROTOCOL} and {@link Shape#HOST}
     * @param chain name of the {@link PeerChain} to jump to
     */
    public record Row(IpAddress host, Protocol protocol, PortRange ports, String chain) {}

    public RuleMap {
        rows = List.copyOf(rows);
    }
}
