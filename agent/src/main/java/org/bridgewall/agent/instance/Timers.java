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
        return ElectionConfig.bridge(node, config.vrid(), config.priority())
                .with(c -> {
                    c.uplink = config.uplink();
                    c.screenedPorts = config.screened().size();
                    c.advertNanos = advert;
                    c.leaseNanos = lease;
                    c.leaseSlackNanos = absoluteDeadline ? 0 : lease;
                    c.renewNanos = config.renewal().toNanos();
                    c.fenceMarginNanos = MARGIN_NANOS;
                    c.probeNanos = PROBE_NANOS;
                    c.wireClearNanos = WIRE_CLEAR_NANOS;
                    c.loneAfterNanos = config.loneAfter().toNanos();
                    c.loneLeaseNanos = config.loneLease().toNanos();
                    c.startupNanos = startup;
                    c.preempt = config.preempt();
                    c.preemptDelayNanos = config.preemptDelay().toNanos();
                    c.faultHoldNanos = config.faultHold().toNanos();
                    c.unprovenNanos = config.unprovenDelay().toNanos();
                    c.commitTimeoutNanos = config.commitTimeout().toNanos();
                    c.handoverNanos = HANDOVER_NANOS;
                    c.witness = config.witness().rule();
                    c.health =
                            new HealthRules(
                                    config.track().rules(),
                                    config.track().groups(),
                                    config.faultHoldMax().toNanos(),
                                    config.faultDecay().toNanos());
                });
    }
}
