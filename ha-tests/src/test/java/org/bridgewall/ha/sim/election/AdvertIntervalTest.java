package org.bridgewall.ha.sim.election;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fastest and the slowest timers that a file may ask for, through the faults of the table. */
class AdvertIntervalTest {
    private static final int SEEDS = Integer.getInteger("interval.seeds", 5);

    /** An hour and more of virtual time each. */
    private static final List<String> SLOW =
            List.of("crash", "freeze", "cable-uplink", "sync-cut", "switchover", "start-together");

    static Stream<Arguments> intervals() {
        Stream<Arguments> fast =
                Scenarios.all().stream()
                        // A witness answers as slowly at every interval.
                        .filter(s -> !s.witness().asked())
                        .map(s -> Arguments.of(Duration.ofMillis(20), s, SEEDS));
        Stream<Arguments> slow =
                Scenarios.all().stream()
                        .filter(s -> SLOW.contains(s.name()))
                        .map(s -> Arguments.of(Duration.ofSeconds(40), s, 1));
        return Stream.concat(fast, slow);
    }

    @ParameterizedTest
    @MethodSource("intervals")
    void endsAsTheTableSaysInProportion(Duration interval, Scenario scenario, int seeds) {
        long worst = 0;
        for (long seed = 0; seed < seeds; seed++) {
            try {
                long dark = SimulatedStage.play(scenario.at(interval.toNanos()), seed);
                worst = Math.max(worst, dark);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "%s at %s, seed %d".formatted(scenario.name(), interval, seed), e);
            }
        }
        System.out.printf(
                "%-24s at %s dark at most %d ms%n", scenario.name(), interval, worst / 1_000_000);
    }
}
