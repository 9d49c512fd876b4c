package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bridgewall.ha.traffic.NewConnections;
import org.bridgewall.ha.traffic.Observation;
import org.junit.jupiter.api.Test;

class JudgementTest {
    @Test
    void faultThatNobodyNoticedPasses() {
        assertThat(Judgement.of(Faults.named("crash"), 202, 202, List.of(seen(80, 0)), List.of()))
                .isEqualTo("PASS");
    }

    @Test
    void oneDeadConnectionFails() {
        assertThat(Judgement.of(Faults.named("crash"), 202, 201, List.of(seen(80, 0)), List.of()))
                .isEqualTo("FAIL: 1 of 202 connections died");
    }

    @Test
    void twoOpenGatesFailThoughAllSurvived() {
        assertThat(
                        Judgement.of(
                                Faults.named("cable-uplink"),
                                202,
                                202,
                                List.of(seen(80, 5)),
                                List.of()))
                .isEqualTo("FAIL: two gates were open at once for 5.0 ms");
    }

    @Test
    void plannedMoveIsHeldToATighterTime() {
        assertThat(
                        Judgement.of(
                                Faults.named("switchover"),
                                202,
                                202,
                                List.of(seen(60, 0)),
                                List.of()))
                .isEqualTo(
                        "FAIL: blackout of 60 ms (expected: < 20, with the sender kept waiting for up to 0 ms)");
    }

    @Test
    void controlPassesOnlyWhenNothingSurvives() {
        assertThat(
                        Judgement.of(
                                Faults.named("crash").withoutReplication(),
                                202,
                                0,
                                List.of(seen(80, 0)),
                                List.of()))
                .isEqualTo("PASS");
        assertThat(
                        Judgement.of(
                                Faults.named("crash").withoutReplication(),
                                202,
                                3,
                                List.of(seen(80, 0)),
                                List.of()))
                .isEqualTo("FAIL: 3 connections survived without their state (expected: 0)");
    }

    @Test
    void pairThatDoesNotRecoverFails() {
        assertThat(
                        Judgement.of(
                                Faults.named("crash"),
                                202,
                                202,
                                List.of(seen(80, 0)),
                                List.of("no b1")))
                .isEqualTo("FAIL: no b1");
    }

    @Test
    void otherInstanceMustNotNotice() {
        Observation disturbed = seen(40, 0);
        assertThat(
                        Judgement.of(
                                Faults.named("instance-crash"),
                                404,
                                404,
                                List.of(seen(80, 0), disturbed),
                                List.of()))
                .isEqualTo(
                        "FAIL: in the other instance: blackout of 40 ms (expected: < 20, with the sender kept waiting for up to 0 ms)");
    }

    private static Observation seen(double blackout, double dual) {
        return new Observation(
                List.of(blackout, blackout - 10),
                0,
                0,
                0,
                dual,
                dual > 0 ? 1 : 0,
                new NewConnections.Tally(100, 0, 3),
                List.of());
    }
}
