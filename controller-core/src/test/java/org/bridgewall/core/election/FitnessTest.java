package org.bridgewall.core.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitnessTest {
    private static HealthRules rules(List<TrackRule> tracks, TrackGroup... groups) {
        return new HealthRules(tracks, List.of(groups), 0, 1);
    }

    private static TrackRule weight(String name, int delta) {
        return new TrackRule(name, new TrackRule.Cost.Weight(delta));
    }

    @ParameterizedTest
    @CsvSource({
        "100, -30, 70",
        "100, -99, 1",
        "100, -253, 1",
        "100, 200, 254",
        "254, 1, 254",
        "1, -1, 1",
        "255, -253, 255",
        "255, 253, 255",
    })
    void thePriorityStaysBetweenOneAndTheOwners(int configured, int delta, int expected) {
        ElectionConfig config =
                ElectionConfig.bridge("b1", 7, configured)
                        .with(c -> c.health = rules(List.of(weight("w", delta))));
        TrackResult result = delta < 0 ? TrackResult.failed("") : TrackResult.well("");
        Fitness fitness = Fitness.of(config, Set.of(), Health.NONE.found("w", result));
        assertThat(fitness.priority()).isEqualTo(expected);
    }

    @Test
    void allThatFailsIsNamedAndTheReturnOfOneLeavesTheOther() {
        TrackRule.Cost fault = new TrackRule.Cost.Fault();
        ElectionConfig config =
                ElectionConfig.bridge("b1", 7, 100)
                        .with(c ->
                                c.health =
                                        rules(
                                                List.of(
                                                        new TrackRule("a", fault),
                                                        new TrackRule("b", fault))));
        Health both =
                Health.NONE
                        .found("a", TrackResult.failed("ill"))
                        .found("b", TrackResult.failed("ill"));
        assertThat(Fitness.of(config, Set.of("up0", "dn0"), both).causes())
                .isEqualTo("no carrier on dn0, up0; a: ill; b: ill");
        Fitness one = Fitness.of(config, Set.of("up0"), both.found("a", TrackResult.well("")));
        assertThat(one.causes()).isEqualTo("no carrier on up0; b: ill");
        assertThat(one.tracksFail()).isTrue();
        assertThat(
                        Fitness.of(
                                        config,
                                        Set.of(),
                                        both.found("a", TrackResult.well(""))
                                                .found("b", TrackResult.well("")))
                                .causes())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, true",
        "1, 2, false",
        "2, 2, true",
        "2, 1, false",
        "3, 1, true",
        "0, 3, false"
    })
    void aGroupNeedsSoManyOfItsMembers(int failed, int required, boolean faulty) {
        List<String> names = List.of("a", "b", "c");
        TrackRule.Cost nothing = new TrackRule.Cost.Nothing();
        TrackGroup group = new TrackGroup("g", names, required, new TrackRule.Cost.Fault());
        ElectionConfig config =
                ElectionConfig.bridge("b1", 7, 100)
                        .with(c ->
                                c.health =
                                        rules(
                                                names.stream()
                                                        .map(n -> new TrackRule(n, nothing))
                                                        .toList(),
                                                group));
        Health health = Health.NONE;
        for (String name : names.subList(0, failed)) {
            health = health.found(name, TrackResult.failed("ill"));
        }
        assertThat(Fitness.of(config, Set.of(), health).tracksFail()).isEqualTo(faulty);
    }

    @Test
    void theHoldDoublesUpToItsBoundAndIsForgivenStepByStep() {
        HealthRules rules = new HealthRules(List.of(), List.of(), 60, 100);
        Strikes strikes = Strikes.NONE;
        long now = 1_000;
        int[] holds = {10, 20, 40, 60, 60};
        for (int hold : holds) {
            strikes = strikes.struck(rules, now);
            assertThat(strikes.holdNanos(10, rules)).isEqualTo(hold);
        }
        assertThat(strikes.now(rules, now + 99)).isEqualTo(5);
        assertThat(strikes.now(rules, now + 250)).isEqualTo(3);
        assertThat(strikes.now(rules, now + 9_999)).isZero();
        assertThat(strikes.struck(rules, now + 250).holdNanos(10, rules)).isEqualTo(60);
        assertThat(strikes.struck(rules, now + 450).holdNanos(10, rules)).isEqualTo(20);
    }
}
