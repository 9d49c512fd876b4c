package org.bridgewall.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RolloutTest {
    @Test
    void nodesAreSortedByWhatTheySay() {
        Rollout rollout =
                Rollout.of(
                        "dmz",
                        4,
                        List.of(
                                node("b1", 4, 0, ""),
                                node("b2", 3, 4, "no such port"),
                                node("b3", 3, 0, "")));
        assertThat(rollout.applied()).containsExactly("b1");
        assertThat(rollout.refused()).containsExactly(Map.entry("b2", "no such port"));
        assertThat(rollout.pending()).containsExactly("b3");
        assertThat(rollout.complete()).isFalse();
    }

    @Test
    void nodeWithoutTheInstanceIsPending() {
        assertThat(Rollout.of("lan", 1, List.of(node("b1", 4, 0, ""))).pending())
                .containsExactly("b1");
    }

    private static NodeEntry node(String name, long version, long refused, String error) {
        return new NodeEntry(
                name,
                "0.1.0",
                new TreeMap<>(Map.of("dmz", new NodeEntry.AppliedPolicy(version, refused, error))));
    }
}
