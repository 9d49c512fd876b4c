package org.bridgewall.core.election;

/**
 * An {@link ElectionConfig} that is being written: its components, by name, to be set. Units and
 * meaning are there.
 *
 * <p>Thread rule: one thread.
 */
@SuppressWarnings("PublicField") // a form to be filled in, alive for one call
public final class ElectionDraft {
    public String node;
    public int vrid;
    public String uplink;
    public int screenedPorts;
    public int priority;
    public long advertNanos;
    public long leaseNanos;
    public long leaseSlackNanos;
    public long renewNanos;
    public long fenceMarginNanos;
    public long probeNanos;
    public long wireClearNanos;
    public long loneAfterNanos;
    public long loneLeaseNanos;
    public long startupNanos;
    public boolean preempt;
    public long preemptDelayNanos;
    public long faultHoldNanos;
    public long unprovenNanos;
    public long commitTimeoutNanos;
    public long handoverNanos;
    public WitnessRule witness;
    public HealthRules health;

    ElectionDraft(ElectionConfig from) {
        node = from.node();
        vrid = from.vrid();
        uplink = from.uplink();
        screenedPorts = from.screenedPorts();
        priority = from.priority();
        advertNanos = from.advertNanos();
        leaseNanos = from.leaseNanos();
        leaseSlackNanos = from.leaseSlackNanos();
        renewNanos = from.renewNanos();
        fenceMarginNanos = from.fenceMarginNanos();
        probeNanos = from.probeNanos();
        wireClearNanos = from.wireClearNanos();
        loneAfterNanos = from.loneAfterNanos();
        loneLeaseNanos = from.loneLeaseNanos();
        startupNanos = from.startupNanos();
        preempt = from.preempt();
        preemptDelayNanos = from.preemptDelayNanos();
        faultHoldNanos = from.faultHoldNanos();
        unprovenNanos = from.unprovenNanos();
        commitTimeoutNanos = from.commitTimeoutNanos();
        handoverNanos = from.handoverNanos();
        witness = from.witness();
        health = from.health();
    }

    ElectionConfig config() {
        return new ElectionConfig(
                node,
                vrid,
                uplink,
                screenedPorts,
                priority,
                advertNanos,
                leaseNanos,
                leaseSlackNanos,
                renewNanos,
                fenceMarginNanos,
                probeNanos,
                wireClearNanos,
                loneAfterNanos,
                loneLeaseNanos,
                startupNanos,
                preempt,
                preemptDelayNanos,
                faultHoldNanos,
                unprovenNanos,
                commitTimeoutNanos,
                handoverNanos,
                witness,
                health);
    }
}
