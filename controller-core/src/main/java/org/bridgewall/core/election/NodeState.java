package org.bridgewall.core.election;

import org.bridgewall.core.promotion.Takeover;
import org.jspecify.annotations.Nullable;

/** The state of this node in one instance. Times are monotonic nanoseconds. */
public sealed interface NodeState {
    /** The role that the state shows to the world. */
    Role role();

    /**
     * Not started, or started with a gate that an earlier process left open.
     *
     * @param gateDeadlineNanos deadline of that gate; meaningless while not {@code resuming}
     * @param resumeAtNanos when the gate may be taken as our own if no other master was heard
     * @param opening the gate was told to stay open and has not answered yet
     */
    record Init(boolean resuming, long gateDeadlineNanos, long resumeAtNanos, boolean opening)
            implements NodeState {
        @Override
        public Role role() {
            return Role.INIT;
        }
    }

    /**
     * Listens for the master.
     *
     * @param masterDownAtNanos when the master counts as down (RFC 9568 Active_Down_Timer)
     * @param deferrals how often a better standby was let go first
     * @param asksUntilNanos until then the adverts ask the master for a hand-over; 0: they do not
     */
    record Backup(long masterDownAtNanos, int deferrals, long asksUntilNanos) implements NodeState {
        @Override
        public Role role() {
            return Role.BACKUP;
        }
    }

    /**
     * Is taking over.
     *
     * @param from the node that hands over; empty if none does
     */
    record Candidate(Takeover takeover, String from) implements NodeState {
        @Override
        public Role role() {
            return Role.CANDIDATE;
        }
    }

    /**
     * Forwards.
     *
     * @param sinceNanos when the gate was read back as open
     * @param leaseUntilNanos deadline last given to the gate
     * @param renewAtNanos when the next renewal is due
     * @param lone no peer is heard on any path: the lease is long
     */
    record Master(
            long epoch,
            long sinceNanos,
            long leaseUntilNanos,
            long renewAtNanos,
            boolean lone,
            @Nullable Handover handover)
            implements NodeState {
        @Override
        public Role role() {
            return Role.MASTER;
        }
    }

    /**
     * Not fit to forward.
     *
     * @param wellSinceNanos since when nothing is wrong any more; meaningless while {@code ill}
     */
    record Fault(boolean ill, long wellSinceNanos) implements NodeState {
        @Override
        public Role role() {
            return Role.FAULT;
        }
    }

    /** Resigned; waits until {@code untilNanos} for the successor before the process ends. */
    record Stopping(long untilNanos) implements NodeState {
        @Override
        public Role role() {
            return Role.INIT;
        }
    }

    /** Takes no part any more. */
    record Stopped() implements NodeState {
        @Override
        public Role role() {
            return Role.INIT;
        }
    }

    /**
     * A hand-over in progress.
     *
     * @param to the successor
     * @param gateClosed false: the successor prepares; true: our gate is shut and the last changes
     *     are on their way
     * @param sinceNanos when the phase began
     */
    record Handover(String to, boolean gateClosed, long sinceNanos) {}
}
