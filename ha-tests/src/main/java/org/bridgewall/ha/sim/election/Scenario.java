package org.bridgewall.ha.sim.election;

import java.util.function.UnaryOperator;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.WitnessRule;

/**
 * A fault of the drills' table, in virtual time: from a settled cluster to a settled cluster.
 *
 * @param name that of the drill
 * @param darkMillis for how long nothing may carry frames, at the defaults of a bridge
 * @param leader what must have become of the role while the fault lasts
 * @param nodes how many there are
 * @param timers what a node is configured with, made from the defaults of a bridge
 * @param slowness advert interval in units of the default; all waits are so much longer
 * @param hold between the fault and its end
 */
record Scenario(
        String name,
        long darkMillis,
        Leader leader,
        int nodes,
        WitnessRule witness,
        UnaryOperator<ElectionConfig> timers,
        double slowness,
        long hold,
        Act inject,
        Act recover) {
    private static final Act NOTHING = stage -> {};
    private static final long HOLD = 3_000;
    private static final long COMMIT_MILLIS = 150;

    /** What must have become of the role. */
    enum Leader {
        MOVES,
        STAYS,
        ANY
    }

    /** Something done to the cluster; may let time pass. */
    @FunctionalInterface
    interface Act {
        void on(SimulatedStage stage);
    }

    static Scenario of(String name, long darkMillis, Leader leader, Act inject) {
        return new Scenario(
                name,
                darkMillis,
                leader,
                2,
                WitnessRule.OFF,
                UnaryOperator.identity(),
                1,
                HOLD,
                inject,
                NOTHING);
    }

    Scenario recoveredBy(Act act) {
        return new Scenario(
                name, darkMillis, leader, nodes, witness, timers, slowness, hold, inject, act);
    }

    Scenario held(long millis) {
        return new Scenario(
                name,
                darkMillis,
                leader,
                nodes,
                witness,
                timers,
                slowness,
                millis,
                inject,
                recover);
    }

    Scenario withNodes(int count) {
        return new Scenario(
                name, darkMillis, leader, count, witness, timers, slowness, hold, inject, recover);
    }

    Scenario asking() {
        WitnessRule rule = new WitnessRule(true, false, 300 * SimulatedCluster.MILLI);
        return new Scenario(
                name, darkMillis, leader, nodes, rule, timers, slowness, hold, inject, recover);
    }

    Scenario configured(UnaryOperator<ElectionConfig> with) {
        return new Scenario(
                name, darkMillis, leader, nodes, witness, with, slowness, hold, inject, recover);
    }

    /** The same at another advert interval. */
    Scenario at(long advertNanos) {
        return new Scenario(
                name,
                darkMillis,
                leader,
                nodes,
                witness,
                config -> ScaledTimers.at(advertNanos, timers.apply(config)),
                advertNanos / (100.0 * SimulatedCluster.MILLI),
                hold,
                inject,
                recover);
    }

    /** For how long nothing may carry frames: a commit takes the same time at every interval. */
    long darkNanos() {
        long commit = slowness == 1 || darkMillis == 0 ? 0 : COMMIT_MILLIS;
        return (long) ((darkMillis * slowness + commit) * SimulatedCluster.MILLI);
    }
}
