package org.bridgewall.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WirePathTest {
    @Test
    void eachLegIsAPathOfItsOwn() {
        assertThat(WirePath.names(3))
                .containsExactly("wire-uplink", "wire-screened", "wire-screened-2");
    }
}
