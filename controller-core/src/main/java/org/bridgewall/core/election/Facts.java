package org.bridgewall.core.election;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows, whatever its state.
 *
 * @param boot random id of this process
 * @param peers by node name
 * @param legsDown data ports without carrier
 * @param epoch the highest epoch held, sought or seen
 * @param everCrossed whether a probe of ours ever came back at another port
 * @param crossedNanos when one last did
 * @param proven whether the replica is proven equal to its source; of a master: whether its table
 *     is with its peers
 * @param drained taken out of service by an operator
 * @param staleFlows the kernel's table holds flows of an own, ended mastership, or of a takeover
 *     that came to nothing
 * @param failedCommits commits that failed since the last good one
 * @param health what is known of this node's fitness, beside its legs
 * @param stop set once the process was told to stop
 * @param advertSequence sequence of the last advert
 * @param nextAdvertNanos when the next one is due
 * @param lastProbeNanos when a probe last went out
 * @param transitions number of the last transition
 * @param reason why the state is what it is
 * @param witness what is known of the third witness
 */
public record Facts(
        long boot,
        Map<String, PeerView> peers,
        Set<String> legsDown,
        long epoch,
        boolean everCrossed,
        long crossedNanos,
        boolean proven,
        boolean drained,
        boolean staleFlows,
        int failedCommits,
        Health health,
        Input.@Nullable StopAsked stop,
        long advertSequence,
        long nextAdvertNanos,
        long lastProbeNanos,
        long transitions,
        String reason,
        WitnessView witness) {

    static Facts fresh(long boot, long now) {
        return new Facts(
                boot,
                Map.of(),
                Set.of(),
                0,
                false,
                now,
                false,
                false,
                false,
                0,
                Health.NONE,
                null,
                0,
                now,
                now,
                0,
                "not started",
                WitnessView.unknown(now));
    }

    /** The same with other views of the peers. */
    public Facts withPeers(Map<String, PeerView> others) {
        return with(others, epoch);
    }

    /** The same with another epoch. */
    public Facts withEpoch(long other) {
        return with(peers, other);
    }

    private Facts with(Map<String, PeerView> otherPeers, long otherEpoch) {
        return new Facts(
                boot,
                otherPeers,
                legsDown,
                otherEpoch,
                everCrossed,
                crossedNanos,
                proven,
                drained,
                staleFlows,
                failedCommits,
                health,
                stop,
                advertSequence,
                nextAdvertNanos,
                lastProbeNanos,
                transitions,
                reason,
                witness);
    }
}
