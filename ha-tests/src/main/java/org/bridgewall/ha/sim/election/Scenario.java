package org.bridgewall.ha.sim.election;

import org.bridgewall.core.election.WitnessRule;

/**
 * A fault of the drills' table, in virtual time: from a settled cluster to a settled cluster.
 *
 * @param name that of the drill
 * @param darkMillis for how long nothing may carry frames, at the defaults of a bridge
 * @param leader what must have become of the role while the fault lasts
 * @param nodes how many there are
 * @param hold between the fault and its end
 */
record Scenario(
        String name,
        long darkMillis,
        Leader leader,
        int nodes,
        WitnessRule witness,
        long hold,
        Act inject,
        Act recover) {
    private static final Act NOTHING = stage -> {};
    private static final long HOLD = 3_000;

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
        return new Scenario(name, darkMillis, leader, 2, WitnessRule.OFF, HOLD, inject, NOTHING);
    }

    Scenario recoveredBy(Act act) {
        return new Scenario(name, darkMillis, leader, nodes, witness, hold, inject, act);
    }

    Scenario held(long millis) {
        return new Scenario(name, darkMillis, leader, nodes, witness, millis, inject, recover);
    }

    Scenario withNodes(int count) {
        return new Scenario(name, darkMillis, leader, count, witness, hold, inject, recover);
    }

    Scenario asking() {
        WitnessRule rule = new WitnessRule(true, false, 300 * SimulatedCluster.MILLI);
        return new Scenario(name, darkMillis, leader, nodes, rule, hold, inject, recover);
    }
}
