package org.bridgewall.ha.sim.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyncSimulationTest {
    /** How many seeds: -Dsim.sync.seeds=N; from which on: -Dsim.sync.seed=S. */
    private static final int SEEDS = Integer.getInteger("sim.sync.seeds", 1000);

    private static final long FIRST = Long.getLong("sim.sync.seed", 0);

    @Test
    void replicasConvergeAndNothingUntrueIsEverClaimed() {
        long events = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            events += SyncSimulation.run(seed);
        }
        assertThat(events).as("the scenarios did something").isGreaterThan(SEEDS * 500L);
    }

    @Test
    void anOverloadCostsTheShortLivedFirstAndIsOverByItself() {
        long events = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS / 20; seed++) {
            events += SyncSimulation.overload(seed);
        }
        assertThat(events).as("the scenarios did something").isGreaterThan(SEEDS * 100L);
    }

    @Test
    void afterAnOutageOfAnyLengthOnlyWhatChangedIsSent() {
        long events = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS / 5; seed++) {
            events += SyncSimulation.outage(seed);
        }
        assertThat(events).as("the scenarios did something").isGreaterThan(SEEDS * 100L);
    }
}
