package org.bridgewall.ha.sim.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The simulation must find what it is there to find. */
class SabotageTest {
    private static final int SEEDS = 30;

    @Test
    void aReplicaThatHoldsWhatItsOwnerNeverHadIsFoundWithATrace() {
        int found = 0;
        int traced = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SyncScenario scenario = new SyncScenario(seed, true);
            scenario.sabotage(500_000_000L);
            try {
                scenario.run();
            } catch (SyncScenario.InvariantBroken e) {
                found++;
                assertThat(e.getMessage()).contains("never had", "sabotage");
                traced += String.valueOf(e.getMessage()).contains(" > 1 path") ? 1 : 0;
            }
        }
        assertThat(traced).as("with datagrams").isGreaterThan(SEEDS / 4);
        // In the others the replica was mended, cleared or the process gone before the next look.
        assertThat(found).isGreaterThan(SEEDS / 2);
    }

    @Test
    void theSameSeedRunsTheSameWay() {
        for (long seed = 0; seed < 5; seed++) {
            assertThat(new SyncScenario(seed).run()).isEqualTo(new SyncScenario(seed, true).run());
        }
    }
}
