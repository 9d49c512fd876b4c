package org.bridgewall.agent.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SealRehearsalTest {
    @Test
    void whatIsRehearsedIsTheWholeWayThereAndBack() {
        assertThat(SealRehearsal.run()).isEqualTo(10_000);
    }
}
