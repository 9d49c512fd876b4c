package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bridgewall.ha.lab.Filter;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Patience;

/** A pair whose elections ask ZooKeeper when no peer is heard. */
final class WitnessFaults {
    private static final LabPlan WITNESSED = LabPlan.pair().withWitness();

    /** Longer than {@code lone_after} and than some rounds of a standby's patience. */
    private static final Duration HIDDEN = Duration.ofSeconds(6);

    /** ZooKeeper's session of six seconds, what its clock adds, and a takeover. */
    private static final int SESSION_MILLIS = 10_000;

    private WitnessFaults() {}

    static List<Fault> all() {
        return List.of(
                crash(),
                slow(),
                SurroundingFaults.crashWithoutZooKeeper("witness-gone", "the witness")
                        .in(WITNESSED),
                hidden(),
                hiddenCrash());
    }

    private static Fault crash() {
        return ProcessFaults.killed(
                        "witness-crash", "kill -9 of the active agent; the witness is asked")
                .in(WITNESSED);
    }

    /** The answer is waited for, and no longer than {@code witness_timeout}. */
    private static Fault slow() {
        return Fault.of(
                        "witness-slow",
                        "kill -9 of the active agent while the witness answers nothing",
                        600,
                        Fault.Leader.MOVES,
                        stage -> {
                            stage.lab().process("zookeeper").signal("STOP");
                            stage.begin();
                            stage.lab().process(stage.master()).signal("KILL");
                        })
                .recoveredBy(stage -> {
                    stage.lab().process("zookeeper").signal("CONT");
                    stage.restart(stage.master());
                })
                .in(WITNESSED);
    }

    /** Without the witness both would forward: nothing of theirs crosses the switches. */
    private static Fault hidden() {
        return Fault.of(
                        "witness-hidden-wire",
                        "every path lost and the wire swallows probes; the witness is asked",
                        Fault.UNNOTICED_MILLIS,
                        Fault.Leader.STAYS,
                        WitnessFaults::hide)
                .held(HIDDEN)
                .recoveredBy(stage -> filter(stage).clear())
                .in(WITNESSED);
    }

    private static Fault hiddenCrash() {
        return Fault.of(
                        "witness-hidden-crash",
                        "kill -9 of the active agent while every path is lost",
                        SESSION_MILLIS,
                        Fault.Leader.MOVES,
                        stage -> {
                            hide(stage);
                            Patience.pause(Duration.ofSeconds(4));
                            stage.begin();
                            stage.lab().process(stage.master()).signal("KILL");
                            stage.awaitLeader(stage.standby());
                        })
                .recoveredBy(stage -> {
                    filter(stage).clear();
                    stage.restart(stage.master());
                })
                .in(WITNESSED);
    }

    /**
     * Adverts only: ZooKeeper is reached over the management network. Both fall silent in the same
     * moment: a standby that is deaf for longer asks first, and leads.
     */
    private static void hide(Stage stage) throws IOException {
        filter(stage).hideWire(stage.segment());
        filter(stage).loseAdvertsBetween(stage.master(), stage.standby());
    }

    private static Filter filter(Stage stage) {
        return stage.lab().filter();
    }
}
