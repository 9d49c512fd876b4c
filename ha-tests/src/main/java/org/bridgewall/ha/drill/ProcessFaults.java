package org.bridgewall.ha.drill;

import java.util.List;
import org.bridgewall.ha.lab.LabPlan;

/** An agent that dies or stands still, and a machine that is gone. */
final class ProcessFaults {
    private ProcessFaults() {}

    static List<Fault> all() {
        return List.of(crash(), warmCrash(), freeze(), machineGone());
    }

    /** The agent dies at once; its kernel keeps the gate open until the lease ends. */
    static Fault crash() {
        return Fault.of(
                        "crash",
                        "kill -9 of the active agent",
                        250,
                        Fault.Leader.MOVES,
                        stage -> stage.lab().process(stage.master()).signal("KILL"))
                .recoveredBy(stage -> stage.restart(stage.master()));
    }

    /** The same where the standby's kernel already holds the flows. */
    private static Fault warmCrash() {
        return Fault.of(
                        "warm-crash",
                        "kill -9 of the active agent, warm standby",
                        250,
                        Fault.Leader.MOVES,
                        stage -> stage.lab().process(stage.master()).signal("KILL"))
                .recoveredBy(stage -> stage.restart(stage.master()))
                .in(LabPlan.pair().of(LabPlan.Kind.WARM));
    }

    /** The agent stands still for some seconds, then goes on as if nothing had happened. */
    static Fault freeze() {
        return Fault.of(
                        "freeze",
                        "active agent frozen, then thawed",
                        250,
                        Fault.Leader.MOVES,
                        stage -> stage.lab().process(stage.master()).signal("STOP"))
                .recoveredBy(stage -> stage.lab().process(stage.master()).signal("CONT"));
    }

    /**
     * Nothing of the machine moves any more. Its gate may have been open for a whole lease after
     * its last advert, so the successor waits for that, and for the margin.
     */
    private static Fault machineGone() {
        return Fault.of(
                        "machine-gone",
                        "active machine gone",
                        300,
                        Fault.Leader.MOVES,
                        stage -> {
                            stage.lab().process(stage.master()).signal("STOP");
                            stage.isolate(stage.master(), true);
                        })
                .recoveredBy(stage -> {
                    stage.isolate(stage.master(), false);
                    stage.lab().process(stage.master()).signal("CONT");
                });
    }
}
