package org.bridgewall.ha.traffic;

import java.util.List;

/**
 * What the packets of a window of time say.
 *
 * @param blackouts longest gap of each datagram stream, milliseconds, in the order of the servers
 * @param firstPacketNanos when the first echo came after the longest of them
 * @param datagramsLost over the whole load, not the window alone
 * @param senderLateMillis longest that a sender was kept waiting by the machine, over the whole
 *     load
 * @param dualActiveMillis time with two open gates, over the whole load
 * @param duplicates tracer frames that arrived more than once, over the whole load
 * @param fresh new connections begun in the window
 * @param deaths why connections broke, each reason once
 */
public record Observation(
        List<Double> blackouts,
        long firstPacketNanos,
        long datagramsLost,
        double senderLateMillis,
        double dualActiveMillis,
        long duplicates,
        NewConnections.Tally fresh,
        List<String> deaths) {

    /** The longest time without an echo on any stream. */
    public double blackoutMillis() {
        return blackouts.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
