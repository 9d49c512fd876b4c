package org.bridgewall.ha.sim.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bridgewall.core.election.WitnessRule;
import org.junit.jupiter.api.Test;

class WitnessSimulationTest {
    private static final int SEEDS = Integer.getInteger("sim.seeds", 500);
    private static final long FIRST = Long.getLong("sim.seed", 1);

    @Test
    void behindAHiddenWireTheWitnessLeavesOneGateOpen() {
        long events = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                events += WitnessSimulation.run(seed);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (run again: -Dsim.seed=" + seed + " -Dsim.seeds=1)", e);
            }
        }
        assertThat(events).isGreaterThan(SEEDS);
    }

    @Test
    void withoutAWitnessTwoGatesStayOpenThere() {
        for (long seed = FIRST; seed < FIRST + 20; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            assertThatThrownBy(() -> WitnessSimulation.run(WitnessRule.OFF, random))
                    .hasMessageContaining("two gates stay open behind a hidden wire");
        }
    }
}
