package org.bridgewall.agent.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearnedHostTest {
    private static final LearnedHost SERVER = new LearnedHost(0x02_00_00_00_00_01L, 1);
    private static final LearnedHost CLIENT = new LearnedHost(0x02_00_00_00_00_02L, 0);

    @Test
    void whatIsNamedElsewhereOnTheWireIsNotBeyond() {
        LearnedHost moved = new LearnedHost(SERVER.mac(), 0);
        assertThat(LearnedHost.beyond(List.of(moved), List.of(SERVER, CLIENT)))
                .containsExactly(CLIENT);
        assertThat(LearnedHost.beyond(List.of(), List.of(SERVER, CLIENT)))
                .containsExactly(SERVER, CLIENT);
    }

    @Test
    void aHostOfAnotherVlanIsAnotherHost() {
        LearnedHost tagged = new LearnedHost(SERVER.mac(), 1, 7);
        assertThat(LearnedHost.beyond(List.of(tagged), List.of(SERVER))).containsExactly(SERVER);
    }

    @Test
    void aGroupIsNoHost() {
        assertThatThrownBy(() -> new LearnedHost(0x01_00_5e_00_00_01L, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
