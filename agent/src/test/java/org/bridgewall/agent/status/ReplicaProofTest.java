package org.bridgewall.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.bridgewall.sync.session.Coverage;
import org.bridgewall.sync.session.SessionCounters;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncStatus;
import org.junit.jupiter.api.Test;

class ReplicaProofTest {
    private static final long MILLI = 1_000_000L;
    private static final long FRESH = 40 * MILLI;
    private static final long STALE = 3_000 * MILLI;
    private static final Optional<String> NOBODY = Optional.empty();

    @Test
    void provenWhereEveryPeerThatIsHeardHasProvenIt() {
        assertThat(ReplicaProof.proven(status(heard("b2", true, FRESH)), Optional.of("b2")))
                .isTrue();
        assertThat(ReplicaProof.proven(status(heard("b2", false, FRESH)), NOBODY)).isFalse();
        assertThat(ReplicaProof.proven(status(heard("b2", true, STALE)), NOBODY)).isFalse();
        assertThat(ReplicaProof.proven(status(), NOBODY)).isFalse();
    }

    @Test
    void aStandbyThatIsAwayIsNotWaitedFor() {
        SyncStatus status = status(heard("b2", true, FRESH), silent("b3"));
        assertThat(ReplicaProof.proven(status, Optional.of("b2"))).isTrue();
        assertThat(ReplicaProof.proven(status, NOBODY)).isTrue();
    }

    /** Its adverts may arrive on another path all the while. */
    @Test
    void anotherStandbyProvesNothingOfALeaderWhoseReplicationDoesNotArrive() {
        SyncStatus status = status(silent("b2"), heard("b3", true, FRESH));
        assertThat(ReplicaProof.proven(status, Optional.of("b2"))).isFalse();
    }

    private static SyncStatus status(SessionStatus... peers) {
        return new SyncStatus(0, true, 0, 0, 0, List.of(peers), List.of());
    }

    private static SessionStatus heard(String peer, boolean proven, long provenAgeNanos) {
        return session(peer, true, proven, provenAgeNanos);
    }

    private static SessionStatus silent(String peer) {
        return session(peer, false, true, STALE);
    }

    private static SessionStatus session(
            String peer, boolean reachable, boolean proven, long provenAgeNanos) {
        return new SessionStatus(
                peer,
                true,
                "",
                reachable,
                0,
                1,
                "test",
                proven,
                provenAgeNanos,
                0,
                0,
                0,
                true,
                0,
                0,
                0,
                0,
                0,
                0,
                new Coverage(1, 1, 0),
                0,
                1_400,
                new SessionCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }
}
