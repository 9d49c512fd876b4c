package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bridgewall.ha.lab.Filter;

/** Paths between the nodes: cut, lossy in one direction, all cut and healed. */
final class PathFaults {
    /** Longer than {@code lone_after}: a master that hears nobody has taken the long lease. */
    private static final Duration UNTIL_LONE = Duration.ofSeconds(6);

    private PathFaults() {}

    static List<Fault> all() {
        return List.of(
                unnoticed("sync-cut", "sync network cut", stage -> stage.network("sync", true)),
                unnoticed(
                        "management-cut",
                        "management network cut",
                        stage -> stage.network("mgmt", true)),
                unnoticed("only-data-legs", "every path cut but the data legs", PathFaults::cut),
                unnoticed(
                        "sync-lost-out",
                        "replication lost from the active node",
                        stage -> filter(stage).loseReplication(stage.master(), stage.standby())),
                unnoticed(
                        "sync-lost-in",
                        "replication lost towards the active node",
                        stage -> filter(stage).loseReplication(stage.standby(), stage.master())),
                unnoticed(
                        "adverts-lost-out",
                        "adverts lost from the active node",
                        stage -> adverts(stage, stage.master(), stage.standby())),
                unnoticed(
                        "adverts-lost-in",
                        "adverts lost towards the active node",
                        stage -> adverts(stage, stage.standby(), stage.master())),
                unnoticed(
                        "all-paths-cut",
                        "all paths cut, only the wire is witness; healed",
                        stage -> {
                            cut(stage);
                            filter(stage)
                                    .loseWireAdverts(
                                            stage.segment(), stage.master(), stage.standby());
                        }),
                unnoticed(
                        "standby-isolated",
                        "standby cut off altogether; healed",
                        stage -> stage.isolate(stage.standby(), true)),
                // The gate may stay open for a lease and the margin after the last advert.
                fault(
                        "master-isolated",
                        "active node cut off altogether; healed",
                        300,
                        Fault.Leader.MOVES,
                        stage -> stage.isolate(stage.master(), true)));
    }

    private static Fault unnoticed(String name, String title, Fault.Act inject) {
        return fault(name, title, Fault.UNNOTICED_MILLIS, Fault.Leader.STAYS, inject);
    }

    private static Fault fault(
            String name, String title, int budget, Fault.Leader leader, Fault.Act inject) {
        return Fault.of(name, title, budget, leader, inject)
                .held(UNTIL_LONE)
                .recoveredBy(PathFaults::heal);
    }

    private static void cut(Stage stage) throws IOException {
        stage.network("sync", true);
        stage.network("mgmt", true);
    }

    private static void adverts(Stage stage, String from, String to) throws IOException {
        filter(stage).loseAdverts(from, to);
        filter(stage).loseWireAdverts(stage.segment(), from, to);
    }

    private static void heal(Stage stage) throws IOException {
        filter(stage).clear();
        for (String node : stage.nodes()) {
            stage.isolate(node, false);
        }
    }

    private static Filter filter(Stage stage) {
        return stage.lab().filter();
    }
}
