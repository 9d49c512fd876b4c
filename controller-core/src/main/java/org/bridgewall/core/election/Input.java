package org.bridgewall.core.election;

import java.util.Set;

/** What the election is told. Each is something that has happened. */
public sealed interface Input {
    /** Time passed. The caller drains all other inputs before it tells the time. */
    record Ticked() implements Input {}

    /**
     * The instance is ready: ports fenced, sockets open.
     *
     * @param gateDeadlineNanos deadline of a gate that an earlier process left open; 0: closed
     * @param epoch the last epoch this node knows of, from disk
     */
    record Started(long gateDeadlineNanos, long epoch) implements Input {}

    /** An authenticated advert of another node came in on a path. */
    record AdvertHeard(Advert advert, String path) implements Input {}

    /**
     * A frame of our own came back at another port: some path crosses from leg to leg.
     *
     * @param asMaster it was sent since our gate opened, so that the path is a second one
     */
    record ProbeCrossed(boolean asMaster) implements Input {}

    /** A data port gained or lost carrier. */
    record LegChanged(String port, boolean up) implements Input {}

    /** Something tracked was looked at; told when what was found has changed. */
    record TrackReported(String name, TrackResult result) implements Input {}

    /** What the other members of this instance's sync group say, on this node. */
    record GroupReported(GroupPart part) implements Input {}

    /** The gate was opened and read back. */
    record GateOpened(long epoch) implements Input {}

    /** The kernel refused to open or renew, or was found closed; {@code reason} in its words. */
    record GateLost(String reason) implements Input {}

    /**
     * The commit of a takeover ended. A pass may be counted as good with single entries refused.
     */
    record CommitFinished(long epoch, boolean good, String summary) implements Input {}

    /**
     * The last changes before a hand-over are acknowledged by the peers, or waited for long enough.
     */
    record ReplicationDrained(boolean complete) implements Input {}

    /**
     * The master that hands over has shut its gate, and all that it knew is in the replica; comes
     * with the last changes, before they are acknowledged and the master resigns.
     *
     * @param epoch of the mastership that is over
     */
    record LastChangesHeld(String from, long epoch) implements Input {}

    /** State of this node's replica of the master's flows; says nothing to a master. */
    record ReplicaReported(boolean proven) implements Input {}

    /**
     * The peers hold what this master's table held since it took over, as far as they can be
     * reached; or they were waited for long enough. Not told of a mastership that has ended.
     *
     * @param epoch in which it took over; the witness may have given it a later one since
     */
    record TableShared(long epoch) implements Input {}

    /**
     * An operator asks that the other node, or this one, takes over in a planned way.
     *
     * @param to the successor that is wanted; empty: the best standby
     */
    record SwitchoverAsked(String to) implements Input {}

    /** An operator takes this node out of service, or back in. */
    record DrainAsked(boolean drained) implements Input {}

    /** An operator orders this standby to take over though nobody resigned. */
    record PromoteForced() implements Input {}

    /**
     * What the third witness shows; told when it changes.
     *
     * @param reachable whether it can be asked; while not, the rest is what was known last
     * @param present nodes whose session with it lives
     * @param epoch the newest claimed epoch; 0: none
     * @param holder who claimed it; empty: it was given back
     */
    record WitnessReported(boolean reachable, Set<String> present, long epoch, String holder)
            implements Input {
        public WitnessReported {
            present = Set.copyOf(present);
        }
    }

    /**
     * The third witness answered.
     *
     * @param epoch what was asked for
     * @param standing the epoch of its record, and {@code holder} of whom; the own when granted
     */
    record WitnessAnswered(long epoch, boolean granted, long standing, String holder)
            implements Input {}

    /** The process was told to stop. */
    record StopAsked(boolean leaveOpen) implements Input {}
}
