package org.bridgewall.ha.sim.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The simulation must find what it is there to find. */
class SabotageTest {
    @Test
    void aReplicaThatHoldsWhatItsOwnerNeverHadIsFoundWithATrace() {
        SyncScenario scenario = new SyncScenario(1, true);
        scenario.sabotage(500_000_000L);
        assertThatThrownBy(scenario::run)
                .isInstanceOf(SyncScenario.InvariantBroken.class)
                .hasMessageContaining("never had")
                .hasMessageContaining("sabotage")
                .hasMessageContaining(" > 1 path");
    }

    @Test
    void theSameSeedRunsTheSameWay() {
        for (long seed = 0; seed < 5; seed++) {
            assertThat(new SyncScenario(seed).run()).isEqualTo(new SyncScenario(seed, true).run());
        }
    }
}
