package org.bridgewall.agent.loop;

import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Facts;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.PeerView;

/**
 * How long an election may wait for news before it is told the time. A standby that hears its
 * master waits until its next timer, so that it costs next to nothing; a master until its own, of
 * which the silence of a peer is one; else short turns tell of whatever runs out.
 */
final class Pace {
    private static final long LONGEST_TURN_NANOS = 10_000_000L;
    private static final int TURNS_PER_ADVERT = 10;
    private static final long BUSY_NANOS = 500_000L;

    /** Half of the time between two probes. */
    private static final long COMMITTING_NANOS = 2_500_000L;

    private static final long LONGEST_CALM_NANOS = 100_000_000L;

    private final long advertNanos;
    private final long turnNanos;
    private final long calmNanos;

    Pace(long advertNanos) {
        this.advertNanos = advertNanos;
        this.turnNanos = Math.clamp(advertNanos / TURNS_PER_ADVERT, BUSY_NANOS, LONGEST_TURN_NANOS);
        this.calmNanos = Math.min(advertNanos / 2, LONGEST_CALM_NANOS);
    }

    /**
     * Nanoseconds from {@code now} to the next turn.
     *
     * @param workedNanos that the last turn took. A candidate rests for twice as long: the election
     *     is a real-time thread, its turns take milliseconds before they are compiled, and the
     *     commit that it waits for needs a processor as well
     */
    long waitNanos(ElectionState state, long now, long workedNanos) {
        return switch (state.node()) {
            case NodeState.Candidate candidate ->
                    Math.clamp(2 * workedNanos, shortest(candidate), LONGEST_TURN_NANOS);
            case NodeState.Backup backup ->
                    untilTimer(state, backup.masterDownAtNanos() - doubtNanos(advertNanos), now);
            case NodeState.Master master -> asMaster(master, state.facts(), now);
            case NodeState.Init ignored -> turnNanos;
            case NodeState.Fault ignored -> turnNanos;
            case NodeState.Stopping ignored -> turnNanos;
            case NodeState.Stopped ignored -> turnNanos;
        };
    }

    /**
     * The end of a commit is news, and so are the last changes of a master that hands over: until
     * then all that time brings is the next probe.
     */
    private static long shortest(NodeState.Candidate candidate) {
        return switch (candidate.takeover().commit()) {
            case RUNNING, PREPARED -> COMMITTING_NANOS;
            case NOT_STARTED, DONE -> BUSY_NANOS;
        };
    }

    /** In time for the next renewal, the next advert, and a peer's that does not come. */
    private long asMaster(NodeState.Master master, Facts facts, long now) {
        if (master.handover() != null) {
            return turnNanos;
        }
        long left = Math.min(master.renewAtNanos(), facts.nextAdvertNanos()) - now;
        for (PeerView peer : facts.peers().values()) {
            long silent = peer.heardNanos() + doubtNanos(peer.last().advertNanos()) - now;
            left = silent > 0 ? Math.min(left, silent) : left;
        }
        return left <= 0 ? turnNanos : Math.clamp(left, BUSY_NANOS, calmNanos);
    }

    /**
     * So long before the master counts as down a standby begins to look at the wire; and so long
     * without an advert a peer counts as silent.
     */
    private static long doubtNanos(long advertNanos) {
        return 3 * advertNanos / 2;
    }

    /** Short turns from a timer on: it is past only while something is awaited. */
    private long untilTimer(ElectionState state, long timerNanos, long now) {
        long left = Math.min(timerNanos, state.facts().nextAdvertNanos()) - now;
        return timerNanos - now <= 0 ? turnNanos : Math.clamp(left, BUSY_NANOS, calmNanos);
    }
}
