package org.bridgewall.ha.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;

/**
 * Which step function the nodes run.
 *
 * @param of the step function of a node with these timers
 */
public record Stepping(Function<ElectionConfig, Stepper> of) {
    private static final int PRIORITY = 100;

    /** The product's. */
    public static Stepping real() {
        return new Stepping(config -> new Election(config)::step);
    }

    Minds minds(int nodes) {
        List<Stepper> steppers = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            // The third is preferred, so that priority and name both decide somewhere.
            int priority = PRIORITY + (node == 2 ? 1 : 0);
            steppers.add(of.apply(ModelTime.timers(Happening.name(node), priority)));
        }
        return new Minds(steppers);
    }
}
