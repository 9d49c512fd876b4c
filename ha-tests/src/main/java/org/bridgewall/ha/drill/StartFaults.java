package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bridgewall.ha.lab.AgentView;
import org.bridgewall.ha.lab.Patience;

/** Agents that start: both at once, where frames cross already, and alone behind an open gate. */
final class StartFaults {
    /** Longer than the lease of a dead agent. */
    private static final Duration CLOSED = Duration.ofMillis(700);

    private static final int PATH_BACK_MILLIS = 1_500;

    private StartFaults() {}

    static List<Fault> all() {
        return List.of(together(), onBusySegment(), unfit(), alone(), young());
    }

    /** Both start from nothing: the blackout is the start of two processes on a busy machine. */
    private static Fault together() {
        return Fault.of(
                "start-together",
                "both agents killed, then started at once",
                15_000,
                Fault.Leader.ANY,
                stage -> {
                    kill(stage);
                    Patience.pause(CLOSED);
                    for (String node : stage.nodes()) {
                        stage.lab().startAgent(node);
                    }
                    awaitSomebody(stage);
                });
    }

    /**
     * Another path crosses while both start: neither may open. Measured from the moment at which
     * that path ends.
     */
    private static Fault onBusySegment() {
        return Fault.of(
                "start-busy",
                "both agents started while another path crosses; that path cut",
                500,
                Fault.Leader.ANY,
                stage -> {
                    kill(stage);
                    Patience.pause(CLOSED);
                    stage.lab().topology().patch(stage.segment(), true);
                    for (String node : stage.nodes()) {
                        stage.lab().startAgent(node);
                    }
                    for (String node : stage.nodes()) {
                        awaitStandby(stage, node);
                    }
                    Patience.pause(Duration.ofSeconds(3));
                    Optional<String> opened = stage.lab().watch().master(stage.segment());
                    if (opened.isPresent()) {
                        throw new IOException(
                                opened.get() + " opened its gate though another path crossed");
                    }
                    stage.begin();
                    stage.lab().topology().patch(stage.segment(), false);
                    awaitSomebody(stage);
                });
    }

    /**
     * No node has a path when they start: none may lead, and the first that gets one does, soon
     * after its cable is back. The blackout is the start of both processes besides.
     */
    private static Fault unfit() {
        return Fault.of(
                        "start-unfit",
                        "both agents started with a data cable pulled on each; one back",
                        15_000,
                        Fault.Leader.MOVES,
                        stage -> {
                            kill(stage);
                            Patience.pause(CLOSED);
                            for (String node : stage.nodes()) {
                                stage.cable(stage.segment().uplinkSwitch(), node, true);
                                stage.lab().startAgent(node);
                            }
                            for (String node : stage.nodes()) {
                                stage.awaitFinding(node, "NODE_FAULT");
                            }
                            Patience.pause(Duration.ofSeconds(2));
                            Optional<String> led = stage.lab().watch().master(stage.segment());
                            if (led.isPresent()) {
                                throw new IOException(led.get() + " leads without a path");
                            }
                            stage.cable(stage.segment().uplinkSwitch(), stage.standby(), false);
                            stage.within(
                                    PATH_BACK_MILLIS, () -> stage.awaitLeader(stage.standby()));
                        })
                .recoveredBy(stage ->
                        stage.cable(stage.segment().uplinkSwitch(), stage.master(), false));
    }

    /** Nobody else is there: the gate stays open while the agent is restarted. */
    private static Fault alone() {
        return Fault.of(
                        "restart-alone",
                        "agent killed and restarted while alone",
                        Fault.UNNOTICED_MILLIS,
                        Fault.Leader.STAYS,
                        stage -> {
                            stage.restart(stage.master());
                            stage.awaitLeader(stage.master());
                        })
                .preparedBy(stage -> {
                    stage.lab().crash(stage.standby());
                    stage.awaitFinding(stage.master(), "LONE");
                })
                .recoveredBy(stage -> stage.lab().startAgent(stage.standby()));
    }

    /**
     * The master stands still just as a standby begins to listen: that takes over with what it has,
     * and with what the master sends once it goes on.
     */
    private static Fault young() {
        return Fault.of(
                        "freeze-young",
                        "active agent frozen for two seconds as the standby starts",
                        1_000,
                        Fault.Leader.ANY,
                        stage -> {
                            stage.lab().startAgent(stage.standby());
                            awaitStandby(stage, stage.standby());
                            stage.begin();
                            stage.lab().process(stage.master()).signal("STOP");
                            Patience.pause(Duration.ofSeconds(2));
                            stage.lab().process(stage.master()).signal("CONT");
                        })
                .preparedBy(stage -> stage.lab().crash(stage.standby()));
    }

    private static void kill(Stage stage) throws IOException {
        for (String node : stage.nodes()) {
            stage.lab().process(node).signal("KILL");
        }
        for (String node : stage.nodes()) {
            stage.lab().crash(node);
        }
    }

    private static void awaitStandby(Stage stage, String node) throws IOException {
        Patience.await(
                Duration.ofSeconds(30),
                node + " listens",
                () -> stage.lab().watch().view(node).filter(AgentView::standby).isPresent(),
                stage.lab().watch()::verdicts);
    }

    private static void awaitSomebody(Stage stage) throws IOException {
        Patience.await(
                Duration.ofSeconds(30),
                "somebody leads",
                () -> stage.lab().watch().master(stage.segment()).isPresent(),
                stage.lab().watch()::verdicts);
    }
}
