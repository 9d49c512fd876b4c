package org.bridgewall.ha.sim.election;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupSimulationTest {
    private static final int SEEDS = Integer.getInteger("group.seeds", 200);
    private static final long FIRST = Long.getLong("group.seed", 1);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneNodeLeadsTheWholeGroupAfterTheFaults(boolean partial) {
        long moves = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                moves += GroupSimulation.run(seed, partial);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (run again: -Dgroup.seed=" + seed + " -Dgroup.seeds=1)",
                        e);
            }
        }
        // Splits do happen in these stories, and are mended.
        assertThat(moves).isGreaterThan(SEEDS / 20);
    }
}
