package org.bridgewall.ha.drill;

import java.util.List;

/** What operators order: a switch-over, maintenance, the end of an agent. */
final class PlannedMoves {
    private static final int PLANNED_MILLIS = 20;

    private PlannedMoves() {}

    static List<Fault> all() {
        return List.of(switchover(), drain(), terminate());
    }

    /** The operator moves mastership to the other node. */
    static Fault switchover() {
        return Fault.of(
                "switchover",
                "planned switch-over",
                PLANNED_MILLIS,
                Fault.Leader.MOVES,
                stage ->
                        stage.lab()
                                .order(
                                        stage.master(),
                                        "switchover",
                                        "-i",
                                        stage.segment().instance()));
    }

    private static Fault drain() {
        return Fault.of(
                        "drain",
                        "active node drained, then put back",
                        PLANNED_MILLIS,
                        Fault.Leader.MOVES,
                        stage -> stage.lab().order(stage.master(), "drain"))
                .recoveredBy(stage -> stage.lab().order(stage.master(), "undrain"));
    }

    private static Fault terminate() {
        return Fault.of(
                        "terminate",
                        "active agent told to end (SIGTERM)",
                        PLANNED_MILLIS,
                        Fault.Leader.MOVES,
                        stage -> stage.lab().process(stage.master()).signal("TERM"))
                .recoveredBy(stage -> stage.restart(stage.master()));
    }
}
