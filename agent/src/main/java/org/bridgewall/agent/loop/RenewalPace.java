package org.bridgewall.agent.loop;

/**
 * How often a lease is renewed on this machine, from how late its election thread was seen to come.
 * Pure.
 *
 * <p>The lease itself is one number for all nodes; when to renew it is each node's own affair. The
 * later the turns come, the sooner the renewal: as long as the lease allows it, a turn that comes
 * twice as late as the worst that was measured closes no gate.
 */
final class RenewalPace {
    /** More often does not help: then it is the lease that is too short, and status says so. */
    private static final long LEAST_NANOS = 5_000_000L;

    private RenewalPace() {}

    /**
     * Nanoseconds between two renewals.
     *
     * @param latestNanos as configured: never more
     * @param lateNanos by how much the worst turn came late, of late
     */
    static long nanos(long leaseNanos, long latestNanos, long lateNanos) {
        long room = leaseNanos - 2 * lateNanos;
        return Math.min(latestNanos, Math.max(LEAST_NANOS, room));
    }
}
