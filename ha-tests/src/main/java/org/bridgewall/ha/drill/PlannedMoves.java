package org.bridgewall.ha.drill;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What operators order: a switch-over, maintenance, the end of an agent. */
final class PlannedMoves {
    private static final int PLANNED_MILLIS = 20;

    /** From the order to the end of a move, about. */
    private static final int MOVE_MILLIS = 40;

    /** Both gates shut, the master-down interval of a successor that said a last word. */
    private static final int AMID_MILLIS = 500;

    private PlannedMoves() {}

    static List<Fault> all() {
        return List.of(
                switchover(),
                switchoverAndCrash(),
                crashAmidSwitchover(),
                switchoverAndTerminate(),
                drain(),
                terminate(),
                silent());
    }

    /** The operator moves mastership to the other node. */
    static Fault switchover() {
        return Fault.of(
                "switchover",
                "planned switch-over",
                PLANNED_MILLIS,
                Fault.Leader.MOVES,
                stage -> order(stage, "switchover"));
    }

    /**
     * The successor dies before anybody holds its table: what the old master still has in its own
     * kernel is all that is left of the connections.
     */
    private static Fault switchoverAndCrash() {
        return Fault.of(
                        "switchover-then-crash",
                        "planned switch-over, then at once kill -9 of the successor",
                        ProcessFaults.crash().budgetMillis(),
                        Fault.Leader.STAYS,
                        stage -> {
                            order(stage, "switchover");
                            stage.lab().process(stage.standby()).signal("KILL");
                            stage.awaitLeader(stage.master());
                        })
                .recoveredBy(stage -> stage.restart(stage.standby()));
    }

    /**
     * The successor dies at some moment of the move: before it is prepared, while no gate is open,
     * or just after its own has opened.
     */
    private static Fault crashAmidSwitchover() {
        return Fault.of(
                        "crash-amid-switchover",
                        "kill -9 of the successor amid a planned switch-over",
                        AMID_MILLIS,
                        Fault.Leader.STAYS,
                        stage -> {
                            int millis = ThreadLocalRandom.current().nextInt(MOVE_MILLIS);
                            Thread order = Thread.ofPlatform().daemon().start(() -> attempt(stage));
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                            stage.lab().process(stage.standby()).signal("KILL");
                            stage.say("killed %d ms after the order".formatted(millis));
                            stage.awaitLeader(stage.master());
                            order.interrupt();
                        })
                .recoveredBy(stage -> stage.restart(stage.standby()));
    }

    private static void attempt(Stage stage) {
        try {
            order(stage, "switchover");
        } catch (IOException expected) {
            // Refused, since the successor is dead; nobody waits for the answer.
        }
    }

    /** The successor is told to end before anybody holds its table: it waits for that. */
    private static Fault switchoverAndTerminate() {
        return Fault.of(
                        "switchover-then-terminate",
                        "planned switch-over, then at once SIGTERM of the successor",
                        PLANNED_MILLIS,
                        Fault.Leader.STAYS,
                        stage -> {
                            order(stage, "switchover");
                            stage.lab().process(stage.standby()).signal("TERM");
                            stage.awaitLeader(stage.master());
                        })
                .recoveredBy(stage -> stage.restart(stage.standby()));
    }

    private static Fault drain() {
        return Fault.of(
                        "drain",
                        "active node drained, then put back",
                        PLANNED_MILLIS,
                        Fault.Leader.MOVES,
                        stage -> order(stage, "drain"))
                .recoveredBy(stage -> order(stage, "undrain"));
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

    /**
     * Two moves while no host says anything: the node that leads between them has heard of none,
     * and the switches aim at it for all.
     */
    private static Fault silent() {
        return Fault.of(
                        "moves-in-silence",
                        "moved away and back before any host speaks",
                        Fault.UNNOTICED_MILLIS,
                        Fault.Leader.STAYS,
                        stage -> {})
                .preparedBy(stage -> {
                    stage.lab().lead(stage.segment(), stage.standby());
                    stage.lab().lead(stage.segment(), stage.master());
                });
    }

    private static void order(Stage stage, String command) throws IOException {
        stage.lab().order(stage.master(), command, Map.of("instance", stage.segment().instance()));
    }
}
