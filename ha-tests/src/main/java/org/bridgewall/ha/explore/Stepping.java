package org.bridgewall.ha.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.WitnessRule;

/**
 * Which step function the nodes run.
 *
 * @param of the step function of a node with these timers
 * @param witness how the third witness takes part
 */
public record Stepping(Function<ElectionConfig, Stepper> of, WitnessRule witness) {
    private static final int PRIORITY = 100;
    private static final long ANSWER = 2 * ModelTime.TICK;

    public Stepping(Function<ElectionConfig, Stepper> of) {
        this(of, WitnessRule.OFF);
    }

    /** The product's. */
    public static Stepping real() {
        return new Stepping(config -> new Election(config)::step);
    }

    /** The same with a third witness: {@code off}, {@code wire}, {@code wait}. */
    public Stepping with(String rule) {
        return switch (rule) {
            case "off" -> new Stepping(of, WitnessRule.OFF);
            case "wire" -> new Stepping(of, new WitnessRule(true, false, ANSWER));
            case "wait" -> new Stepping(of, new WitnessRule(true, true, ANSWER));
            default ->
                    throw new IllegalArgumentException(
                            "witness: " + rule + " (expected: off | wire | wait)");
        };
    }

    /** How {@link #with} calls the witness's part. */
    String rule() {
        return !witness.asked() ? "off" : witness.waitsWithout() ? "wait" : "wire";
    }

    Model model(int nodes) {
        return new Model(nodes, minds(nodes), witness.asked());
    }

    Minds minds(int nodes) {
        List<Stepper> steppers = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            // The third is preferred, so that priority and name both decide somewhere.
            int priority = PRIORITY + (node == 2 ? 1 : 0);
            ElectionConfig timers = ModelTime.timers(Happening.name(node), priority);
            steppers.add(of.apply(timers.with(c -> c.witness = witness)));
        }
        return new Minds(steppers);
    }
}
