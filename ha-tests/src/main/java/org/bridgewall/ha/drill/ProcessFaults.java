package org.bridgewall.ha.drill;

import java.util.List;
import org.bridgewall.ha.lab.LabPlan;

/** An agent that dies or stands still, and a machine that is gone. */
final class ProcessFaults {
    private ProcessFaults() {}

    static List<Fault> all() {
        return List.of(crash(), warmCrash(), untappedCrash(), freeze(), machineGone());
    }

    static Fault crash() {
        return killed("crash", "kill -9 of the active agent");
    }

    /** The same where the standby's kernel already holds the flows. */
    private static Fault warmCrash() {
        return killed("warm-crash", "kill -9 of the active agent, warm standby")
                .in(LabPlan.pair().of(LabPlan.Kind.WARM));
    }

    /** The same where the replica is told by the kernel's events alone. */
    private static Fault untappedCrash() {
        return killed("untapped-crash", "kill -9 of the active agent, TCP followed by events")
                .in(LabPlan.pair().of(LabPlan.Kind.UNTAPPED));
    }

    /** The agent dies at once; its kernel keeps the gate open until the lease ends. */
    static Fault killed(String name, String title) {
        return Fault.of(
                        name,
                        title,
                        250,
                        Fault.Leader.MOVES,
                        stage -> stage.lab().process(stage.master()).signal("KILL"))
                .recoveredBy(stage -> stage.restart(stage.master()));
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
