package org.bridgewall.agent.instance;

import java.time.Duration;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.HealthRules;

/** From an instance's configuration to the timers of its election. */
final class Timers {
    private static final long MARGIN_NANOS = 10_000_000L;
    private static final long PROBE_NANOS = 1_000_000L;
    private static final long WIRE_CLEAR_NANOS = 12_000_000L;
    private static final long HANDOVER_NANOS = 5_000_000_000L;

    private Timers() {}

    /**
     * The timers.
     *
     * @param absoluteDeadline whether the gate holds an absolute deadline; a relative one can be
     *     prolonged once by a freeze between the look at the clock and the system call
     */
    static ElectionConfig of(String node, InstanceConfig config, boolean absoluteDeadline) {
        long advert = config.advertInterval().toNanos();
        long lease = config.lease().toNanos();
        long startup =
                config.startupDelay()
                        .map(Duration::toNanos)
                        .orElse(lease + config.masterDownInterval().toNanos() + MARGIN_NANOS);
        return new ElectionConfig(
                node,
                config.vrid(),
                config.uplink(),
                config.screened().size(),
                config.priority(),
                advert,
                lease,
                absoluteDeadline ? 0 : lease,
                config.renewal().toNanos(),
                MARGIN_NANOS,
                PROBE_NANOS,
                WIRE_CLEAR_NANOS,
                config.loneAfter().toNanos(),
                config.loneLease().toNanos(),
                startup,
                config.preempt(),
                config.preemptDelay().toNanos(),
                config.faultHold().toNanos(),
                config.unprovenDelay().toNanos(),
                config.commitTimeout().toNanos(),
                HANDOVER_NANOS,
                config.witness().rule(),
                new HealthRules(
                        config.track().rules(),
                        config.track().groups(),
                        config.faultHoldMax().toNanos(),
                        config.faultDecay().toNanos()));
    }
}
