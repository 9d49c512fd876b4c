package org.bridgewall.ha.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.bridgewall.ha.traffic.NewConnections;
import org.bridgewall.ha.traffic.Observation;
import org.junit.jupiter.api.Test;

class JudgementTest {
    @Test
    void faultThatNobodyNoticedPasses() {
        assertThat(Judgement.of(Fault.KILL, true, 202, 202, seen(280, 0), Optional.empty()))
                .isEqualTo("PASS");
    }

    @Test
    void oneDeadConnectionFails() {
        assertThat(Judgement.of(Fault.KILL, true, 202, 201, seen(280, 0), Optional.empty()))
                .isEqualTo("FAIL: 1 of 202 connections died");
    }

    @Test
    void twoOpenGatesFailThoughAllSurvived() {
        assertThat(Judgement.of(Fault.CABLE, true, 202, 202, seen(280, 5), Optional.empty()))
                .isEqualTo("FAIL: two gates were open at once for 5.0 ms");
    }

    @Test
    void plannedMoveIsHeldToATighterTime() {
        assertThat(Judgement.of(Fault.SWITCHOVER, true, 202, 202, seen(60, 0), Optional.empty()))
                .isEqualTo("FAIL: blackout of 60 ms (expected: < 50)");
    }

    @Test
    void controlPassesOnlyWhenNothingSurvives() {
        assertThat(Judgement.of(Fault.KILL, false, 202, 0, seen(280, 0), Optional.empty()))
                .isEqualTo("PASS");
        assertThat(Judgement.of(Fault.KILL, false, 202, 3, seen(280, 0), Optional.empty()))
                .isEqualTo("FAIL: 3 connections survived without their state (expected: 0)");
    }

    @Test
    void pairThatDoesNotRecoverFails() {
        assertThat(Judgement.of(Fault.KILL, true, 202, 202, seen(280, 0), Optional.of("no b1")))
                .isEqualTo("FAIL: no b1");
    }

    private static Observation seen(double blackout, double dual) {
        return new Observation(
                List.of(blackout, blackout - 10),
                0,
                0,
                dual,
                dual > 0 ? 1 : 0,
                new NewConnections.Tally(100, 0, 3),
                List.of());
    }
}
