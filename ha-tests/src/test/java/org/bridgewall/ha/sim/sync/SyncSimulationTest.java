package org.bridgewall.ha.sim.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyncSimulationTest {
    /** How many seeds: -Dsim.sync.seeds=N. */
    private static final int SEEDS = Integer.getInteger("sim.sync.seeds", 300);

    @Test
    void replicasConvergeAndNothingUntrueIsEverClaimed() {
        long events = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                events += new SyncScenario(seed).run();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(events).as("the scenarios did something").isGreaterThan(SEEDS * 500L);
    }
}
