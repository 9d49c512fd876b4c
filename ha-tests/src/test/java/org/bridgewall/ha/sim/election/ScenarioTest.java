package org.bridgewall.ha.sim.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bridgewall.ha.drill.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of the drills' table that an election can see, in virtual time, many times. */
class ScenarioTest {
    private static final int SEEDS = Integer.getInteger("sim.seeds", 30);

    /** Drills whose fault is nowhere in what an election is told, and why. */
    private static final Map<String, String> NOT_HERE =
            Map.ofEntries(
                    Map.entry("sync-lost-out", "replication only: adverts have other ports"),
                    Map.entry("sync-lost-in", "replication only: adverts have other ports"),
                    Map.entry("moves-in-silence", "what switches have learned"),
                    Map.entry("clock-stepped", "an election reads no wall clock"),
                    Map.entry("instance-cable-uplink", "elections of two instances share nothing"),
                    Map.entry("instance-switchover", "elections of two instances share nothing"),
                    Map.entry("instance-crash", "elections of two instances share nothing"),
                    Map.entry(
                            "warm-crash",
                            "as crash: what the kernel holds already, no election asks"),
                    Map.entry(
                            "untapped-crash",
                            "as crash: how the kernel tells of connections, no election asks"),
                    Map.entry(
                            "freeze-young",
                            "how much of a replica has come, no election asks; exploration"),
                    Map.entry(
                            "switchover-then-terminate",
                            "as terminate, once the table is shared; exploration"),
                    Map.entry("group-cable-uplink", "a group of two: GroupSimulationTest"),
                    Map.entry("group-switchover", "a group of two: GroupSimulationTest"),
                    Map.entry("group-crossed-cables", "a group of two: GroupSimulationTest"));

    static Stream<Scenario> scenarios() {
        return Scenarios.all().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void endsAsTheTableSays(Scenario scenario) {
        long worst = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                worst = Math.max(worst, SimulatedStage.play(scenario, seed));
            } catch (RuntimeException e) {
                throw new AssertionError(scenario.name() + ", seed " + seed, e);
            }
        }
        System.out.printf("%-24s dark at most %d ms%n", scenario.name(), worst / 1_000_000);
    }

    @Test
    void everyDrillIsHereOrItIsSaidWhyNot() {
        List<String> names = new ArrayList<>(scenarios().map(Scenario::name).toList());
        names.addAll(NOT_HERE.keySet());
        assertThat(names).containsExactlyInAnyOrderElementsOf(Faults.names());
    }
}
