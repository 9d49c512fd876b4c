package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.wire.ReplicationMode;
import org.junit.jupiter.api.Test;

class SyncNodeTest {
    private final SessionPair pair = new SessionPair(ReplicationMode.FTFW);

    @Test
    void changesArriveWithinTheFlushWindowAndAreProven() {
        pair.until(pair::proven);
        pair.put("flow", "established");
        pair.run(15);
        assertThat(pair.equal()).isTrue();
        pair.run(300);
        assertThat(pair.proven()).isTrue();
        assertThat(pair.statusOfB().provenAgeNanos()).isLessThan(250 * SessionPair.MILLI);
        assertThat(pair.statusOfA().lagNanos()).isZero();
    }

    @Test
    void aMarkIsToldOnceEverythingBeforeItIsThere() {
        List<String> heard = new ArrayList<>();
        pair.b.onMarks((peer, mark) -> heard.add(peer + " " + mark + pair.valueAtB("last")));
        pair.until(pair::proven);
        pair.run(300);
        assertThat(heard).isEmpty();
        pair.put("last", " with the last");
        pair.a.session("b").orElseThrow().mark(0x0507);
        pair.run(2);
        assertThat(heard).containsExactly("a 1287 with the last");
        pair.a.session("b").orElseThrow().unmark(0x0507);
        pair.run(1_000);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aMarkIsNotToldWhileSomethingBeforeItIsMissing() {
        List<Long> heard = new ArrayList<>();
        pair.b.onMarks((peer, mark) -> heard.add(mark));
        pair.until(pair::proven);
        pair.run(300);
        pair.cutToB[0] = true;
        pair.put("last", "lost");
        pair.run(12);
        pair.cutToB[0] = false;
        pair.a.session("b").orElseThrow().mark(9);
        pair.run(2);
        assertThat(heard).as("the datagram before it was lost").isEmpty();
        pair.until(() -> !heard.isEmpty());
        assertThat(pair.valueAtB("last")).isEqualTo("lost");
    }

    @Test
    void aFlowThatIsBornAndDiesWithinOneFlushWindowIsNeverSent() {
        pair.until(pair::proven);
        long before = pair.statusOfA().counters().recordsSent();
        for (int i = 0; i < 100; i++) {
            pair.put("flow" + i, "syn");
            pair.run(3);
            pair.remove("flow" + i);
        }
        pair.run(500);
        // Heartbeats flush everything for a proof, so a few are sent after all.
        assertThat(pair.statusOfA().counters().recordsSent() - before).isLessThan(10);
        assertThat(pair.equal()).isTrue();
    }

    @Test
    void corruptionOfTheReplicaIsFoundAndMendedByBucketsOnly() {
        for (int i = 0; i < 5000; i++) {
            pair.put("flow" + i, "established " + i);
        }
        pair.until(() -> pair.proven() && pair.equal());
        long before = pair.statusOfA().counters().repairRecords();
        byte[] dead = "a flow that never was".getBytes(StandardCharsets.UTF_8);
        pair.replica().put(1, dead, 0, dead.length, dead, 0, dead.length, 5, pair.now);
        byte[] lost = "flow77".getBytes(StandardCharsets.UTF_8);
        assertThat(pair.replica().remove(1, lost, 0, lost.length)).isTrue();
        pair.until(() -> !pair.b.session("a").orElseThrow().proven());
        assertThat(pair.statusOfB().divergedAgeNanos()).isNotNegative();
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.statusOfA().counters().repairRecords() - before).isLessThan(60);
        assertThat(pair.statusOfB().divergedAgeNanos()).isNegative();
    }

    @Test
    void aSourceInDoubtProvesNothingUntilTheDoubtIsOver() {
        pair.put("flow", "v");
        pair.until(() -> pair.proven() && pair.equal());
        pair.run(1_000);
        assertThat(pair.statusOfB().provenAgeNanos()).isLessThan(500 * SessionPair.MILLI);
        pair.a.internal().doubt(true);
        pair.run(3_000);
        assertThat(pair.statusOfB().provenAgeNanos()).isGreaterThan(2_500 * SessionPair.MILLI);
        pair.put("flow", "w");
        pair.run(100);
        assertThat(pair.equal()).as("changes still arrive").isTrue();
        pair.a.internal().doubt(false);
        pair.run(1_000);
        assertThat(pair.statusOfB().provenAgeNanos()).isLessThan(500 * SessionPair.MILLI);
    }

    @Test
    void corruptionOfTheSourceShowsAndTheReplicaFollowsTheSource() {
        for (int i = 0; i < 100; i++) {
            pair.put("flow" + i, "v");
        }
        pair.until(() -> pair.proven() && pair.equal());
        pair.a.internal().beginSweep(1);
        pair.put("flow1", "v");
        assertThat(pair.a.internal().endSweep(pair.now)).isEqualTo(99);
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.replica().size()).isEqualTo(1);
    }

    @Test
    void aRestartedPeerIsBroughtUpToDateWithoutDelayingFreshChanges() {
        for (int i = 0; i < 60_000; i++) {
            pair.put("flow" + i, "established, seen in both directions, " + i);
        }
        pair.until(pair::proven);
        pair.restartB();
        pair.until(() -> pair.replica().size() > 1000);
        pair.put("fresh", "change");
        byte[] fresh = "fresh".getBytes(StandardCharsets.UTF_8);
        long born = pair.now;
        pair.until(() ->
                pair.replica()
                        .find(
                                1,
                                fresh,
                                0,
                                5,
                                pair.now,
                                new org.bridgewall.sync.cache.RecordView()));
        assertThat(pair.now - born).isLessThan(30 * SessionPair.MILLI);
        assertThat(pair.statusOfA().repairBuckets()).as("bulk still runs").isPositive();
        pair.until(() -> pair.proven() && pair.equal());
    }

    @Test
    void aBulkTransferThatWasInterruptedGoesOnWhereItWas() {
        int flows = 60_000;
        for (int i = 0; i < flows; i++) {
            pair.put("flow" + i, "established, seen in both directions, " + i);
        }
        pair.linkDatagramsPerMilli = 4;
        pair.until(() -> pair.replica().size() > flows / 2);
        int buckets = pair.statusOfA().repairBuckets();
        assertThat(buckets).as("progress").isBetween(1, 600);
        pair.cut[0] = true;
        pair.cut[1] = true;
        pair.run(30_000);
        assertThat(pair.replica().size()).isLessThan(flows);
        pair.cut[0] = false;
        pair.cut[1] = false;
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.statusOfA().counters().repairRecords())
                .as("what had arrived was not sent again")
                .isLessThan(flows * 13L / 10);
    }

    @Test
    void aRestartedPeerHashesAnewAndWhatIsHeldOfItNeedNotBeSentAgain() {
        byte[] key = new byte[1];
        for (int i = 0; i < 100; i++) {
            key[0] = (byte) i;
            pair.b.internal().put(1, key, 0, 1, key, 0, 1, 9, pair.now);
        }
        pair.until(() -> pair.a.external("b").orElseThrow().size() == 100);
        long root = pair.a.external("b").orElseThrow().digests().root();
        pair.restartBWithoutItsTable();
        for (int i = 0; i < 100; i++) {
            key[0] = (byte) i;
            pair.b.internal().put(1, key, 0, 1, key, 0, 1, 9, pair.now);
        }
        pair.b.internal().markLoaded();
        pair.until(() -> pair.a.session("b").orElseThrow().proven());
        assertThat(pair.a.external("b").orElseThrow().digests().root()).isNotEqualTo(root);
        assertThat(pair.b.session("a").orElseThrow().status(pair.now).counters().recordsSent())
                .isZero();
    }

    /**
     * Twenty records a bucket; forty buckets have a change, and their neighbours are left alone.
     */
    @Test
    void aRestartedSenderSendsTheBucketsInWhichItsTableChangedMeanwhile() {
        tableOfB(0, 20_000, "v");
        pair.until(() -> pair.a.session("b").orElseThrow().proven() && heldOfB() == 20_000);
        pair.restartBWithoutItsTable();
        tableOfB(0, 30, "changed");
        tableOfB(40, 20_000, "v");
        pair.run(500);
        assertThat(pair.a.session("b").orElseThrow().proven()).as("old state").isFalse();
        pair.b.internal().markLoaded();
        pair.until(() -> pair.a.session("b").orElseThrow().proven());
        assertThat(heldOfB()).isEqualTo(19_990);
        assertThat(pair.a.external("b").orElseThrow().digests().root())
                .isEqualTo(pair.b.internal().digests().root());
        assertThat(pair.b.session("a").orElseThrow().status(pair.now).counters().recordsSent())
                .isBetween(30L, 40 * 20 * 3L);
    }

    private int heldOfB() {
        return pair.a.external("b").orElseThrow().size();
    }

    private void tableOfB(int from, int to, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int i = from; i < to; i++) {
            byte[] key = ("flow" + i).getBytes(StandardCharsets.UTF_8);
            pair.b.internal().put(1, key, 0, key.length, bytes, 0, bytes.length, 9, pair.now);
        }
    }

    @Test
    void anAgentThatHasNotReadItsKernelYetMakesNobodyForget() {
        pair.put("flow", "v");
        pair.until(() -> pair.proven() && pair.equal());
        byte[] key = "kept".getBytes(StandardCharsets.UTF_8);
        SyncNode old = pair.b;
        old.internal().put(1, key, 0, 4, key, 0, 4, 9, pair.now);
        pair.until(() -> pair.a.external("b").orElseThrow().size() == 1);
        pair.restartBWithoutItsTable();
        pair.run(2000);
        assertThat(pair.statusOfA().established()).isTrue();
        assertThat(pair.statusOfA().proven()).isFalse();
        assertThat(pair.a.external("b").orElseThrow().size()).isEqualTo(1);
        pair.b.internal().markLoaded();
        pair.until(() -> pair.a.session("b").orElseThrow().proven());
        assertThat(pair.a.external("b").orElseThrow().size()).isZero();
    }

    @Test
    void anOutageOfAnyLengthCostsNoMemoryAndLittleWorkAfterwards() {
        for (int i = 0; i < 2000; i++) {
            pair.put("flow" + i, "v");
        }
        pair.until(() -> pair.proven() && pair.equal());
        pair.cut[0] = true;
        pair.cut[1] = true;
        long memory = pair.a.internal().memoryBytes();
        for (int i = 0; i < 20_000; i++) {
            pair.put("short" + i, "v");
            if (i % 20 == 0) {
                pair.run(12);
            }
            pair.remove("short" + i);
        }
        assertThat(pair.a.internal().tombstones()).isLessThan(6000);
        assertThat(pair.a.internal().memoryBytes()).isLessThan(memory + 2_000_000);
        assertThat(pair.statusOfA().reachable()).isFalse();
        pair.put("flow5", "changed");
        long before = pair.statusOfA().counters().recordsSent();
        pair.cut[0] = false;
        pair.cut[1] = false;
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.statusOfA().counters().sessions()).as("no new session").isEqualTo(1);
        assertThat(pair.statusOfA().counters().recordsSent() - before).isLessThan(400);
    }

    @Test
    void removalsThatWaitTooLongAreForgottenAndTheDigestsTellThePeerLater() {
        for (int i = 0; i < 20_000; i++) {
            pair.put("flow" + i, "v");
        }
        pair.until(() -> pair.proven() && pair.equal());
        pair.cut[0] = true;
        pair.cut[1] = true;
        for (int i = 0; i < 19_900; i++) {
            pair.remove("flow" + i);
        }
        pair.run(50);
        assertThat(pair.statusOfA().counters().fallBacks()).isPositive();
        assertThat(pair.a.internal().tombstones()).isZero();
        assertThat(pair.a.holdsUpTo("b", 0)).as("nothing is claimed any more").isFalse();
        pair.cut[0] = false;
        pair.cut[1] = false;
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.replica().size()).isEqualTo(100);
    }

    @Test
    void aDeadPathIsLeftWithoutLossAndTakenAgainAfterAWhile() {
        pair.put("flow", "v");
        pair.until(pair::proven);
        assertThat(activePath()).isEqualTo("first");
        pair.cut[0] = true;
        for (int i = 0; i < 1000; i++) {
            pair.put("flow" + i, "v");
            pair.run(1);
        }
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(activePath()).isEqualTo("second");
        pair.cut[0] = false;
        pair.run(700);
        assertThat(activePath()).as("hysteresis").isEqualTo("second");
        pair.run(1500);
        assertThat(activePath()).isEqualTo("first");
    }

    @Test
    void aPathThatWorksOneWayIsLeftByTheSideThatIsNotHeard() {
        pair.until(pair::proven);
        pair.cutToB[0] = true;
        for (int i = 0; i < 1000; i++) {
            pair.put("flow" + i, "v");
            pair.run(1);
        }
        assertThat(activePath()).isEqualTo("second");
        assertThat(pair.a.status().paths().getFirst().state()).isEqualTo(PathState.ONE_WAY);
        assertThat(pair.b.status().paths().getFirst().state()).isEqualTo(PathState.DOWN);
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.statusOfA().counters().sessions()).isEqualTo(1);
        pair.cutToB[0] = false;
        pair.run(2_000);
        assertThat(activePath()).isEqualTo("first");
    }

    @Test
    void aFlappingPathIsNotReturnedToAndCostsNoRecord() {
        pair.until(pair::proven);
        for (int i = 0; i < 20; i++) {
            pair.cut[0] = true;
            pair.run(500);
            pair.cut[0] = false;
            for (int n = 0; n < 500; n++) {
                pair.put("flow" + i + "-" + n, "v");
                pair.run(1);
            }
            assertThat(activePath()).isEqualTo("second");
        }
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.replica().size()).isEqualTo(10_000);
        assertThat(pair.statusOfA().counters().sessions()).isEqualTo(1);
    }

    @Test
    void afterALongOutageWithChurnOnlyWhatChangedIsSent() {
        for (int i = 0; i < 5_000; i++) {
            pair.put("flow" + i, "v");
        }
        pair.until(() -> pair.proven() && pair.equal());
        pair.cut[0] = true;
        pair.cut[1] = true;
        long memory = pair.a.internal().memoryBytes();
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 50; i++) {
                pair.put("flow" + i, "changed " + round);
                pair.put("short" + round + "-" + i, "v");
            }
            pair.run(50);
            for (int i = 0; i < 50; i++) {
                pair.remove("short" + round + "-" + i);
            }
        }
        assertThat(pair.a.internal().memoryBytes()).isLessThan(memory + 600_000);
        long before = pair.statusOfA().counters().recordsSent();
        pair.cut[0] = false;
        pair.cut[1] = false;
        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.statusOfA().counters().recordsSent() - before)
                .as("50 flows changed; of the short ones only what was in flight is told")
                .isLessThan(400);
    }

    @Test
    void inAlarmModeWhatIsNotRefreshedIsForgotten() {
        SessionPair alarm = new SessionPair(ReplicationMode.ALARM);
        alarm.run(500);
        alarm.put("flow", "v");
        alarm.run(200_000);
        assertThat(alarm.replica().size()).as("refreshed").isEqualTo(1);
        alarm.cut[0] = true;
        alarm.cut[1] = true;
        alarm.run(100_000);
        assertThat(alarm.replica().size()).as("not yet").isEqualTo(1);
        alarm.run(90_000);
        assertThat(alarm.replica().size()).isZero();
    }

    @Test
    void withoutTrackingNothingIsForgottenByTimeAlone() {
        SessionPair notrack = new SessionPair(ReplicationMode.NOTRACK);
        notrack.run(500);
        notrack.put("flow", "v");
        notrack.run(100);
        notrack.cut[0] = true;
        notrack.cut[1] = true;
        notrack.run(200_000);
        assertThat(notrack.replica().size()).isEqualTo(1);
    }

    @Test
    void withoutTrackingWhatStoodBeforeTheSessionIsSentWhenItBegins() {
        SessionPair notrack = new SessionPair(ReplicationMode.NOTRACK);
        notrack.put("flow", "v");
        notrack.run(500);
        assertThat(notrack.equal()).isTrue();
        assertThat(notrack.proven()).isTrue();
    }

    @Test
    void withoutTrackingAndInAlarmModeTheReplicaStillFollows() {
        for (ReplicationMode mode :
                new ReplicationMode[] {ReplicationMode.ALARM, ReplicationMode.NOTRACK}) {
            SessionPair other = new SessionPair(mode);
            other.run(500);
            other.put("a", "1");
            other.put("b", "1");
            other.run(100);
            other.remove("a");
            other.run(100);
            assertThat(other.equal()).as("%s", mode).isTrue();
            assertThat(other.a.internal().tombstones()).isZero();
            other.run(300);
            assertThat(other.proven()).as("%s is proven by digests too", mode).isTrue();
        }
    }

    @Test
    void alarmModeSendsEverythingAgainWithinTheRefreshTime() {
        SessionPair alarm = new SessionPair(ReplicationMode.ALARM);
        alarm.put("flow", "v");
        alarm.run(500);
        alarm.replica().clear();
        alarm.run(61_000);
        assertThat(alarm.equal()).isTrue();
    }

    private String activePath() {
        return pair.a.status().paths().stream()
                .filter(PathStatus::active)
                .findFirst()
                .orElseThrow()
                .path();
    }
}
