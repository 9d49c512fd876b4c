package org.bridgewall.ha.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bridgewall.ha.explore.Exploration.Bounds;
import org.bridgewall.ha.explore.Exploration.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A small part of what {@code deploy/explore} looks at, in each build. */
class ExplorationTest {

    @ParameterizedTest
    @CsvSource({
        "COLD, 2, 4, 1, 0",
        "COLD, 2, 3, 2, 0",
        "UNFIT, 2, 5, 0, 0",
        "UNFIT, 2, 3, 1, 0",
        "SETTLED, 2, 2, 1, 1",
        "SETTLED, 2, 12, 0, 1",
        "LONE, 2, 3, 1, 0",
        "LONE, 2, 1, 2, 1",
        "ORPHAN, 2, 4, 1, 0",
        "HANDOVER, 2, 5, 0, 1",
        "HANDOVER, 2, 2, 1, 1",
        "SETTLED, 3, 1, 0, 0"
    })
    void everyInvariantHoldsInEveryStateWithinTheBounds(
            Root root, int nodes, int ticks, int faults, int flows) {
        Bounds bounds = new Bounds(nodes, ticks, faults, flows, 5_000_000);
        Outcome outcome = new Exploration(root, bounds, Stepping.real()).run();
        System.out.printf(
                "%s %d nodes, %d ticks, %d faults, %d flows: %d states, %d ms%n",
                root, nodes, ticks, faults, flows, outcome.states(), outcome.millis());
        assertThat(outcome.script()).isEmpty();
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.states()).isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource({
        "COLD, 2, wire, 4, 0",
        "COLD, 2, wait, 4, 0",
        "COLD, 2, wire, 4, 1",
        "SETTLED, 2, wire, 3, 1",
        "SETTLED, 2, wait, 3, 1",
        "ORPHAN, 2, wire, 3, 1",
        "HIDDEN, 2, wire, 12, 0",
        "HIDDEN, 2, wait, 2, 1",
        "LONE, 2, wait, 3, 1",
        "COLD, 3, wire, 1, 0",
        "SETTLED, 3, wait, 2, 0",
        "LONE, 3, wire, 1, 0",
        "ORPHAN, 3, wire, 1, 0",
        "HIDDEN, 3, wire, 2, 0"
    })
    void theWitnessTakesNothingAway(Root root, int nodes, String witness, int ticks, int faults) {
        Bounds bounds = new Bounds(nodes, ticks, faults, 0, 5_000_000);
        Outcome outcome = new Exploration(root, bounds, Stepping.real().with(witness)).run();
        System.out.printf(
                "%s %d nodes, witness %s: %d states, %d ms%n",
                root, nodes, witness, outcome.states(), outcome.millis());
        assertThat(outcome.script()).isEmpty();
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.states()).isGreaterThan(20);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("at most one open gate", Root.ORPHAN, 0, 0, BrokenElections.blind()),
                Arguments.of("at most one open gate", Root.SETTLED, 1, 0, BrokenElections.hasty()),
                Arguments.of(
                        "no open gate before its commit",
                        Root.COLD,
                        0,
                        0,
                        BrokenElections.withoutCommit()),
                Arguments.of(
                        "no acknowledged state lost",
                        Root.HANDOVER,
                        0,
                        1,
                        BrokenElections.withoutLastChanges()),
                Arguments.of(
                        "no acknowledged state lost", Root.LONE, 2, 1, BrokenElections.stubborn()),
                Arguments.of(
                        "no table dropped before the replica holds it",
                        Root.HANDOVER,
                        0,
                        1,
                        BrokenElections.withoutShare()),
                Arguments.of("epoch monotonic", Root.SETTLED, 2, 0, BrokenElections.withoutEpoch()),
                Arguments.of(
                        "one gate behind a hidden wire",
                        Root.HIDDEN,
                        0,
                        0,
                        BrokenElections.withoutVote()),
                Arguments.of("one gate opens", Root.COLD, 0, 0, BrokenElections.asleep()));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenElectionIsFoundAndItsScriptRunsAgain(
            String invariant, Root root, int faults, int flows, Stepping broken) {
        Bounds bounds = new Bounds(2, 14, faults, flows, 400_000);
        Outcome outcome = new Exploration(root, bounds, broken).run();
        assertThat(outcome.script()).startsWith("# " + invariant);
        List<String> lines = Arrays.asList(outcome.script().split("\n"));
        String again = Script.run(lines.stream().filter(l -> !l.startsWith("V")).toList(), broken);
        assertThat(again).isEqualTo(outcome.script());
        assertThat(Script.run(lines, Stepping.real())).doesNotContain("VIOLATED");
    }

    @Test
    void aHappeningIsReadAsItWasWritten() {
        List<Happening> all = Happening.all(3);
        assertThat(all).allMatch(h -> Happening.parse(h.toString()).equals(h));
    }
}
