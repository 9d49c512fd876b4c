package org.bridgewall.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.store.EpochClaim;
import org.bridgewall.core.store.NodeEntry;
import org.bridgewall.core.store.StoreEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreWitnessTest {
    private final ScriptedStore store = new ScriptedStore();
    private final StoreWitness witness = new StoreWitness(store, "b1");
    private final List<Input> told = new CopyOnWriteArrayList<>();
    private final Witness dmz = witness.of("dmz", told::add);

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void aQuestionIsAnsweredToTheElectionThatAsked() {
        List<Input> other = new CopyOnWriteArrayList<>();
        Witness lan = witness.of("lan", other::add);
        dmz.ask(4, 0);
        await().until(() -> told.size() == 1);
        assertThat(told).containsExactly(new Input.WitnessAnswered(4, true, 4, "b1"));
        lan.ask(9, 2);
        await().until(() -> other.size() == 1);
        assertThat(other).containsExactly(new Input.WitnessAnswered(9, false, 4, "b1"));
        assertThat(told).hasSize(1);
        dmz.release(4);
        await().until(() -> store.record().equals(new EpochClaim(4, "")));
    }

    @Test
    void noAnswerIsMadeUpWhenTheStoreFails() {
        store.breaksOnce();
        dmz.ask(4, 0);
        dmz.ask(5, 0);
        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly(new Input.WitnessAnswered(5, true, 5, "b1"));
    }

    @Test
    void onlyNodesOfTheInstanceArePresent() {
        witness.stored(new StoreEvent.Connected());
        witness.stored(
                new StoreEvent.NodesChanged(
                        List.of(entry("b1", "dmz"), entry("b2", "dmz"), entry("b3", "lan"))));
        witness.stored(new StoreEvent.EpochClaimed("lan", new EpochClaim(8, "b3")));
        witness.stored(new StoreEvent.EpochClaimed("dmz", new EpochClaim(5, "b2")));
        assertThat(told.getLast())
                .isEqualTo(new Input.WitnessReported(true, Set.of("b1", "b2"), 5, "b2"));
        witness.stored(new StoreEvent.Disconnected());
        assertThat(told.getLast())
                .isEqualTo(new Input.WitnessReported(false, Set.of("b1", "b2"), 5, "b2"));
    }

    private static NodeEntry entry(String node, String instance) {
        return new NodeEntry(
                node,
                "0.1.0",
                new TreeMap<>(Map.of(instance, new NodeEntry.AppliedPolicy(1, 0, ""))));
    }
}
