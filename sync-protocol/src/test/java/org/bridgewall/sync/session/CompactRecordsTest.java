package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.sync.wire.ReplicationMode;
import org.junit.jupiter.api.Test;

/**
 * Compact records between two sessions: used where both know them, and right when things go wrong.
 */
class CompactRecordsTest {
    private static final int FLOWS = 1_000;

    @Test
    void aPeerThatDoesNotKnowThemIsSentWholeRecords() {
        SessionPair both = new SessionPair(ReplicationMode.FTFW);
        SessionPair older = new SessionPair(ReplicationMode.FTFW, false);
        long compact = bytesOf(both);
        long whole = bytesOf(older);
        assertThat(older.equal()).isTrue();
        assertThat(compact).isLessThan(whole / 2);
    }

    private static long bytesOf(SessionPair pair) {
        pair.until(pair::proven);
        long before = pair.bytes;
        for (int i = 0; i < FLOWS; i++) {
            pair.put("a flow's key is of some length: " + i, "established");
        }
        pair.until(() -> pair.equal() && pair.proven());
        for (int i = 0; i < FLOWS; i++) {
            pair.remove("a flow's key is of some length: " + i);
        }
        pair.until(() -> pair.equal() && pair.proven());
        return pair.bytes - before;
    }

    /** A reference to what is not there makes the datagram a lost one: it comes again in full. */
    @Test
    void aChangeOfARecordThatAReplicaHasLostIsAskedForInFull() {
        SessionPair pair = new SessionPair(ReplicationMode.FTFW);
        pair.until(pair::proven);
        for (int i = 0; i < FLOWS; i++) {
            pair.put("flow" + i, "established");
        }
        pair.until(() -> pair.equal() && pair.proven());
        pair.replica().clear();
        pair.put("flow7", "closing");
        pair.run(30);
        assertThat(pair.valueAtB("flow7")).isEqualTo("closing");
        assertThat(pair.statusOfB().counters().unknownReferences()).isPositive();
        pair.until(() -> pair.equal() && pair.proven());
    }

    @Test
    void inTheModesWithoutAcknowledgementOnlyRemovalsAreToldByReference() {
        for (ReplicationMode mode :
                new ReplicationMode[] {ReplicationMode.ALARM, ReplicationMode.NOTRACK}) {
            SessionPair pair = new SessionPair(mode);
            pair.run(500);
            pair.cutToB[0] = true;
            pair.put("flow", "born while the link is down");
            pair.run(50);
            pair.cutToB[0] = false;
            pair.put("flow", "changed");
            pair.run(50);
            assertThat(pair.valueAtB("flow")).as("%s", mode).isEqualTo("changed");
            pair.remove("flow");
            pair.run(50);
            assertThat(pair.replica().size()).isZero();
        }
    }
}
