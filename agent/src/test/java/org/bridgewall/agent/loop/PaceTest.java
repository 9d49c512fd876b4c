package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Facts;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.promotion.Takeover;
import org.bridgewall.core.promotion.TakeoverCause;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000L;
    private static final long ADVERT = 100 * MILLI;
    private static final long NOW = 7_000 * MILLI;

    private final Pace pace = new Pace(ADVERT);

    /** The next advert of these states is due at NOW + 30 ms. */
    private static ElectionState state(NodeState node) {
        return new ElectionState(node, ElectionState.initial(1, NOW + 30 * MILLI).facts());
    }

    private static NodeState.Master master(long renewAt) {
        return new NodeState.Master(1, NOW, renewAt + ADVERT, renewAt, false, null);
    }

    private static NodeState.Backup backup(long masterDownAt) {
        return new NodeState.Backup(masterDownAt, 0, 0);
    }

    @Test
    void aMasterComesInTimeForItsAdvertAndItsRenewal() {
        assertThat(pace.waitNanos(state(master(NOW + 80 * MILLI)), NOW, 0))
                .as("the advert")
                .isEqualTo(30 * MILLI);
        assertThat(pace.waitNanos(state(master(NOW + 7 * MILLI)), NOW, 0))
                .as("the renewal")
                .isEqualTo(7 * MILLI);
    }

    @Test
    void aMasterComesWhenAPeersAdvertIsMissed() {
        assertThat(pace.waitNanos(hearing(NOW - 135 * MILLI), NOW, 0)).isEqualTo(15 * MILLI);
        assertThat(pace.waitNanos(hearing(NOW - 151 * MILLI), NOW, 0))
                .as("of a silence it knows of, once")
                .isEqualTo(30 * MILLI);
    }

    /** A master whose peer was last heard then. */
    private static ElectionState hearing(long heardAt) {
        Advert advert =
                new Advert("b2", 1, 1, Role.BACKUP, 100, 1, ADVERT, 0, "", false, true, false);
        Facts facts = ElectionState.initial(1, NOW + 30 * MILLI).facts();
        PeerView peer = new PeerView(advert, heardAt, Map.of("sync", heardAt), 0, 0);
        return new ElectionState(
                master(NOW + 80 * MILLI),
                new Facts(
                        facts.boot(),
                        Map.of("b2", peer),
                        facts.legsDown(),
                        facts.epoch(),
                        facts.everCrossed(),
                        facts.crossedNanos(),
                        facts.proven(),
                        facts.drained(),
                        facts.staleFlows(),
                        facts.failedCommits(),
                        facts.health(),
                        facts.stop(),
                        facts.advertSequence(),
                        facts.nextAdvertNanos(),
                        facts.lastProbeNanos(),
                        facts.transitions(),
                        facts.reason(),
                        facts.witness()));
    }

    @Test
    void aMasterThatHandsOverTakesShortTurns() {
        NodeState.Master leaving =
                new NodeState.Master(
                        1,
                        NOW,
                        NOW + ADVERT,
                        NOW + 80 * MILLI,
                        false,
                        new NodeState.Handover("b2", false, NOW));
        assertThat(pace.waitNanos(state(leaving), NOW, 0)).isEqualTo(10 * MILLI);
    }

    @Test
    void aStandbyThatHearsItsMasterSleepsUntilItsAdvert() {
        assertThat(pace.waitNanos(state(backup(NOW + 300 * MILLI)), NOW, 0)).isEqualTo(30 * MILLI);
    }

    @Test
    void aStandbyWakesInTimeToLookAtTheWireAndThenTakesShortTurns() {
        assertThat(pace.waitNanos(state(backup(NOW + 170 * MILLI)), NOW, 0)).isEqualTo(20 * MILLI);
        assertThat(pace.waitNanos(state(backup(NOW + 140 * MILLI)), NOW, 0)).isEqualTo(10 * MILLI);
        assertThat(pace.waitNanos(state(backup(NOW - MILLI)), NOW, 0)).isEqualTo(10 * MILLI);
    }

    @Test
    void aCandidateDoesNotSleepButLeavesAProcessorToItsCommit() {
        Takeover takeover = Takeover.begin(2, TakeoverCause.MASTER_DOWN, NOW);
        assertThat(pace.waitNanos(state(new NodeState.Candidate(takeover, "")), NOW, 0))
                .isEqualTo(MILLI / 2);
        ElectionState candidate = state(new NodeState.Candidate(takeover, ""));
        assertThat(pace.waitNanos(candidate, NOW, MILLI / 10)).isEqualTo(MILLI / 2);
        assertThat(pace.waitNanos(candidate, NOW, 3 * MILLI)).isEqualTo(6 * MILLI);
        assertThat(pace.waitNanos(candidate, NOW, 300 * MILLI)).isEqualTo(10 * MILLI);
    }

    /** The end of a commit is news; until then turns only keep the processor from it. */
    @Test
    void aCandidateThatCommitsTurnsForItsProbesAlone() {
        for (Takeover.Commit commit : List.of(Takeover.Commit.RUNNING, Takeover.Commit.PREPARED)) {
            Takeover takeover =
                    Takeover.begin(2, TakeoverCause.HANDOVER, NOW).withCommit(commit, NOW);
            ElectionState candidate = state(new NodeState.Candidate(takeover, "b"));
            assertThat(pace.waitNanos(candidate, NOW, MILLI / 10)).isEqualTo(5 * MILLI / 2);
            assertThat(pace.waitNanos(candidate, NOW, 3 * MILLI)).isEqualTo(6 * MILLI);
        }
        Takeover done =
                Takeover.begin(2, TakeoverCause.HANDOVER, NOW)
                        .withCommit(Takeover.Commit.DONE, NOW);
        ElectionState opening = state(new NodeState.Candidate(done, "b"));
        assertThat(pace.waitNanos(opening, NOW, MILLI / 10)).isEqualTo(MILLI / 2);
    }

    @Test
    void howeverRareTheAdvertsATurnComesTenTimesASecond() {
        ElectionState calm =
                new ElectionState(
                        backup(NOW + 120_000 * MILLI),
                        ElectionState.initial(1, NOW + 40_000 * MILLI).facts());

        assertThat(new Pace(40_000 * MILLI).waitNanos(calm, NOW, 0)).isEqualTo(100 * MILLI);
    }
}
