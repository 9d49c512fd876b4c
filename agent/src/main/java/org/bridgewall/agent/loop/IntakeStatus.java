package org.bridgewall.agent.loop;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the way from the kernel's table into the internal cache. Immutable.
 *
 * @param flows connections of this node's kernel in the internal cache
 * @param hosts hosts that this node's bridges have learned
 * @param flowsOfPeers connections held of the peers
 * @param hostsOfPeers hosts held of the peers
 * @param eventsReceived events taken from the kernel since the start
 * @param overruns how often the kernel said that it dropped events
 * @param bufferBytes present room for events, as asked for
 * @param doubtNanos since when the cache may differ from the kernel; 0: it does not
 * @param passRunning whether the table is being read now
 * @param last the last pass that ended
 * @param lastAudit the last of them that nothing but the clock asked for
 * @param mended differences found by all passes since the start, the first one's left out
 * @param damagedBuckets parts of any cache that were found damaged in memory since the start
 * @param tapped whether TCP connections are followed without the kernel's events
 */
public record IntakeStatus(
        int flows,
        int hosts,
        int flowsOfPeers,
        int hostsOfPeers,
        long eventsReceived,
        long overruns,
        int bufferBytes,
        long doubtNanos,
        boolean passRunning,
        @Nullable Pass last,
        @Nullable Pass lastAudit,
        TableFindings mended,
        long damagedBuckets,
        boolean tapped) {
    /** Why the table is read. */
    public enum Reason {
        /** The agent has started. */
        START,
        /** A takeover or a demotion has changed the table. */
        REQUEST,
        /** Events were lost. */
        OVERRUN,
        /** It was time. */
        AUDIT
    }

    /**
     * A pass over the kernel's table.
     *
     * @param flows how many it found
     * @param blamed whether the findings are differences that should not have been: false where
     *     they were to be expected, or where events still under way may explain them
     */
    public record Pass(
            Reason reason,
            long endedNanos,
            long tookNanos,
            int flows,
            TableFindings findings,
            boolean blamed) {}

    /** Before anything is known. */
    public static IntakeStatus none() {
        return new IntakeStatus(
                0, 0, 0, 0, 0, 0, 0, 0, false, null, null, TableFindings.NONE, 0, false);
    }

    /** Whether the cache is known to be the kernel's table but for events under way. */
    public boolean sound() {
        return last != null && doubtNanos == 0;
    }
}
