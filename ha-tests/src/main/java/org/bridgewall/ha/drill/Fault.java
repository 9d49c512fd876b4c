package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import org.bridgewall.agent.config.ReplicationConfig.Mode;
import org.bridgewall.ha.lab.LabPlan;

/**
 * What is done to a running laboratory, how it is undone, and what it may cost. Immutable.
 *
 * @param name short and stable: {@code crash}
 * @param title for people
 * @param budgetMillis longest blackout that is allowed
 * @param leader what must have become of the role
 * @param plan the laboratory that it needs
 * @param hold time between the fault and the recovery: long enough for every lease, for the
 *     election, and for the first repeated segments
 * @param prepare before the load begins
 * @param inject the fault itself; may take its time
 * @param recover makes the laboratory whole
 */
public record Fault(
        String name,
        String title,
        int budgetMillis,
        Leader leader,
        LabPlan plan,
        Duration hold,
        Act prepare,
        Act inject,
        Act recover) {
    /** Blackout allowed where nothing must happen: what a busy machine alone may cause. */
    static final int UNNOTICED_MILLIS = 20;

    private static final Duration HOLD = Duration.ofSeconds(3);
    private static final Act NOTHING = stage -> {};

    /** Something done on the stage. */
    @FunctionalInterface
    public interface Act {
        void on(Stage stage) throws IOException;
    }

    /** What must have become of the role, while the fault lasts. */
    public enum Leader {
        /** Another node leads. */
        MOVES,
        /** The same node leads. */
        STAYS,
        /** Somebody leads, at the end. */
        ANY
    }

    /** A fault in a pair that ends by itself. */
    static Fault of(String name, String title, int budgetMillis, Leader leader, Act inject) {
        return new Fault(
                name, title, budgetMillis, leader, LabPlan.pair(), HOLD, NOTHING, inject, NOTHING);
    }

    /** The same with another budget. */
    public Fault within(int millis) {
        return new Fault(name, title, millis, leader, plan, hold, prepare, inject, recover);
    }

    Fault recoveredBy(Act act) {
        return new Fault(name, title, budgetMillis, leader, plan, hold, prepare, inject, act);
    }

    Fault preparedBy(Act act) {
        return new Fault(name, title, budgetMillis, leader, plan, hold, act, inject, recover);
    }

    Fault held(Duration time) {
        return new Fault(name, title, budgetMillis, leader, plan, time, prepare, inject, recover);
    }

    Fault in(LabPlan needed) {
        return new Fault(name, title, budgetMillis, leader, needed, hold, prepare, inject, recover);
    }

    /** The same without replication: the control. */
    public Fault withoutReplication() {
        return replicatedBy(Mode.OFF);
    }

    /** The same with another mode of replication. */
    Fault replicatedBy(Mode mode) {
        return in(plan.withMode(mode));
    }
}
