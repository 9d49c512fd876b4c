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
    static ElectionConfig at(long advertNanos, ElectionConfig config) {
        double factor = (double) advertNanos / config.advertNanos();
        return config.with(c -> {
            c.advertNanos = advertNanos;
            c.leaseNanos = scaled(config.leaseNanos(), factor);
            c.renewNanos = scaled(config.renewNanos(), factor);
            c.loneAfterNanos = scaled(config.loneAfterNanos(), factor);
            c.loneLeaseNanos =
                    Math.max(config.loneLeaseNanos(), scaled(config.leaseNanos(), 8 * factor));
            c.startupNanos = scaled(config.startupNanos(), factor) + config.fenceMarginNanos();
        });
    }

    private static long scaled(long nanos, double factor) {
        return (long) (nanos * factor);
    }
}
