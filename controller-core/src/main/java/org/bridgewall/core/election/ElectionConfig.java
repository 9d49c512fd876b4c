package org.bridgewall.core.election;

import java.util.function.Consumer;

/**
 * What one instance's election is told once. All times are nanoseconds.
 *
 * @param node this node's name, unique in the cluster; the last tie-break (the smaller name wins)
 * @param vrid virtual router id of the instance, 1..255
 * @param uplink name of the uplink port
 * @param screenedPorts number of screened ports
 * @param priority 1..255, higher is preferred; 255: the owner, to whom a master hands over at once
 *     even without {@code preempt} (RFC 9568 section 6.1)
 * @param advertNanos interval between adverts
 * @param leaseNanos how long the gate stays open after a renewal while a peer is known
 * @param leaseSlackNanos by how much a gate of this node may outlive its deadline: 0 where the
 *     kernel holds an absolute deadline
 * @param renewNanos interval between renewals
 * @param fenceMarginNanos added to another node's lease before it counts as surely run out
 * @param probeNanos interval between wire probes of a candidate
 * @param wireClearNanos how long no probe may have crossed before the wire counts as free
 * @param loneAfterNanos silence of every peer on every path after which this node is alone
 * @param loneLeaseNanos the lease of a master that is alone
 * @param startupNanos how long a starting node only listens; at least the longest lease of a peer
 * @param preempt whether a master hands over to a fresh standby of higher priority
 * @param preemptDelayNanos how long that standby must have been eligible before
 * @param faultHoldNanos how long a node must have been well before it leaves FAULT
 * @param unprovenNanos how long an unproven replica may delay a takeover while its source still
 *     talks
 * @param commitTimeoutNanos bound on the commit of one takeover
 * @param handoverNanos bound on a planned hand-over
 * @param witness how the third witness takes part
 * @param health what makes this node less fit
 */
public record ElectionConfig(
        String node,
        int vrid,
        String uplink,
        int screenedPorts,
        int priority,
        long advertNanos,
        long leaseNanos,
        long leaseSlackNanos,
        long renewNanos,
        long fenceMarginNanos,
        long probeNanos,
        long wireClearNanos,
        long loneAfterNanos,
        long loneLeaseNanos,
        long startupNanos,
        boolean preempt,
        long preemptDelayNanos,
        long faultHoldNanos,
        long unprovenNanos,
        long commitTimeoutNanos,
        long handoverNanos,
        WitnessRule witness,
        HealthRules health) {

    /** The priority of the owner: it preempts at once (RFC 9568 section 5.2.4). */
    public static final int OWNER = 255;

    private static final long MILLI = 1_000_000L;

    public ElectionConfig {
        if (priority < 1 || priority > 255) {
            throw new IllegalArgumentException("priority: " + priority + " (expected: 1..255)");
        }
        if (leaseNanos < 2 * renewNanos) {
            throw new IllegalArgumentException(
                    "lease: " + leaseNanos + " (expected: >= 2 x renewal " + renewNanos + ")");
        }
    }

    /** The defaults for a bridge with one screened port. */
    public static ElectionConfig bridge(String node, int vrid, int priority) {
        return new ElectionConfig(
                node,
                vrid,
                "up0",
                1,
                priority,
                100 * MILLI,
                250 * MILLI,
                0,
                50 * MILLI,
                10 * MILLI,
                2 * MILLI,
                12 * MILLI,
                3_000 * MILLI,
                600_000 * MILLI,
                700 * MILLI,
                false,
                0,
                3_000 * MILLI,
                2_000 * MILLI,
                5_000 * MILLI,
                5_000 * MILLI,
                WitnessRule.OFF,
                HealthRules.NONE);
    }

    /** The same, changed. */
    public ElectionConfig with(Consumer<ElectionDraft> change) {
        ElectionDraft draft = new ElectionDraft(this);
        change.accept(draft);
        return draft.config();
    }

    /** Skew_Time for an interval: less for a higher priority (RFC 9568 section 6.1). */
    static long skewNanos(long intervalNanos, int priority) {
        return (256 - priority) * intervalNanos / 256;
    }

    /**
     * Active_Down_Interval after an advert that promised its next in {@code intervalNanos}.
     *
     * @param priority in force, which tracking may have changed
     */
    public long masterDownNanos(long intervalNanos, int priority) {
        return 3 * intervalNanos + skewNanos(intervalNanos, priority);
    }

    /** Silence after which a peer no longer counts as heard. */
    public long deadNanos(long intervalNanos) {
        return 4 * intervalNanos;
    }

    /** Interval between wire probes of a standby that misses the master. */
    public long standbyProbeNanos() {
        return 5 * probeNanos;
    }

    /** Silence, with a free wire, that overrules the lease a peer last spoke of. */
    public long overruleNanos() {
        return Math.max(1_000 * MILLI, 4 * leaseNanos);
    }
}
