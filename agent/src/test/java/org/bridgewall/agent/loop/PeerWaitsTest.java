package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerWaitsTest {
    private static final List<String> BOTH = List.of("b2", "b3");

    private final PeerWaits waits = new PeerWaits();
    private final Map<String, Long> held = new HashMap<>(Map.of("b2", 4L, "b3", 4L));
    private final List<Boolean> answers = new ArrayList<>();

    private void look(List<String> reachable, long now) {
        waits.answer(reachable, (peer, version) -> held.getOrDefault(peer, 0L) >= version, now);
    }

    @Test
    void aHandOverWaitsForItsSuccessorAlone() {
        waits.forSuccessor("b3", 5, 30, answers::add);
        assertThat(waits.urgent()).isTrue();
        held.put("b2", 5L);
        look(BOTH, 1);
        assertThat(answers).isEmpty();
        held.put("b3", 5L);
        held.put("b2", 4L);
        look(BOTH, 2);
        assertThat(answers).containsExactly(true);
        assertThat(waits.urgent()).isFalse();
        assertThat(waits.isEmpty()).isTrue();
    }

    @Test
    void aSharedTableIsOneThatEveryReachablePeerHolds() {
        waits.forAll(5, 30, answers::add);
        assertThat(waits.urgent()).isFalse();
        held.put("b3", 5L);
        look(BOTH, 1);
        assertThat(answers).isEmpty();
        look(List.of("b3"), 2);
        assertThat(answers).containsExactly(true);
    }

    @Test
    void whenTheTimeIsOverTheAnswerIsNo() {
        waits.forSuccessor("b3", 5, 30, answers::add);
        look(BOTH, 29);
        assertThat(answers).isEmpty();
        look(BOTH, 30);
        look(BOTH, 31);
        assertThat(answers).containsExactly(false);
    }

    @Test
    void aSuccessorThatIsNotHeardIsNotWaitedForAndIsNotSaidToHoldThem() {
        waits.forSuccessor("b3", 5, 30, answers::add);
        look(List.of("b2"), 1);
        assertThat(answers).containsExactly(false);
        assertThat(waits.isEmpty()).isTrue();
    }
}
