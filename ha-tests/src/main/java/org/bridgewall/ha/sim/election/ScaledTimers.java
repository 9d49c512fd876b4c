package org.bridgewall.ha.sim.election;

import org.bridgewall.core.election.ElectionConfig;

/** The defaults of a bridge at another advert interval: what is reckoned from it goes with it. */
final class ScaledTimers {
    private ScaledTimers() {}

    /**
     * The same node with other timers. Probes, and the margin between two clocks, stay: they depend
     * on the wire and on the machines.
     *
     * @param advertNanos 20 ms to 40 s
     */
    static ElectionConfig at(long advertNanos, ElectionConfig c) {
        double factor = (double) advertNanos / c.advertNanos();
        return new ElectionConfig(
                c.node(),
                c.vrid(),
                c.uplink(),
                c.screenedPorts(),
                c.priority(),
                advertNanos,
                scaled(c.leaseNanos(), factor),
                c.leaseSlackNanos(),
                scaled(c.renewNanos(), factor),
                c.fenceMarginNanos(),
                c.probeNanos(),
                c.wireClearNanos(),
                scaled(c.loneAfterNanos(), factor),
                Math.max(c.loneLeaseNanos(), scaled(c.leaseNanos(), 8 * factor)),
                scaled(c.startupNanos(), factor) + c.fenceMarginNanos(),
                c.preempt(),
                c.preemptDelayNanos(),
                c.faultHoldNanos(),
                c.unprovenNanos(),
                c.commitTimeoutNanos(),
                c.handoverNanos(),
                c.witness(),
                c.health());
    }

    private static long scaled(long nanos, double factor) {
        return (long) (nanos * factor);
    }
}
