package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bridgewall.ha.lab.Patience;

/** What the agents lean on: ZooKeeper, the disk, the wall clock. */
final class SurroundingFaults {
    private static final Duration SESSION_OVER = Duration.ofSeconds(9);

    private SurroundingFaults() {}

    static List<Fault> all() {
        return List.of(
                zooKeeperGone(),
                crashWithoutZooKeeper("crash-without-zookeeper", "ZooKeeper"),
                zooKeeperSlow(),
                diskFull(),
                clock());
    }

    private static Fault zooKeeperGone() {
        return Fault.of(
                        "zookeeper-gone",
                        "ZooKeeper killed, back after its sessions have ended",
                        Fault.UNNOTICED_MILLIS,
                        Fault.Leader.STAYS,
                        stage -> {
                            stage.lab().crash("zookeeper");
                            stage.awaitFinding(stage.master(), "ZK_UNREACHABLE");
                        })
                .held(SESSION_OVER)
                .recoveredBy(stage -> stage.lab().startZooKeeper());
    }

    /**
     * @param part what ZooKeeper is to the cluster
     */
    static Fault crashWithoutZooKeeper(String name, String part) {
        return Fault.of(
                        name,
                        "kill -9 of the active agent while " + part + " is gone",
                        250,
                        Fault.Leader.MOVES,
                        stage -> {
                            stage.lab().crash("zookeeper");
                            stage.awaitFinding(stage.standby(), "ZK_UNREACHABLE");
                            stage.begin();
                            stage.lab().process(stage.master()).signal("KILL");
                        })
                .recoveredBy(stage -> {
                    stage.restart(stage.master());
                    stage.lab().startZooKeeper();
                });
    }

    /** It answers late, again and again, and once later than its session lasts. */
    private static Fault zooKeeperSlow() {
        return Fault.of(
                        "zookeeper-slow",
                        "ZooKeeper answers seconds late",
                        Fault.UNNOTICED_MILLIS,
                        Fault.Leader.STAYS,
                        stage -> {
                            for (int seconds : new int[] {1, 2, 8}) {
                                stage.lab().process("zookeeper").signal("STOP");
                                Patience.pause(Duration.ofSeconds(seconds));
                                stage.lab().process("zookeeper").signal("CONT");
                                Patience.pause(Duration.ofMillis(500));
                            }
                        })
                .recoveredBy(stage -> stage.lab().process("zookeeper").signal("CONT"));
    }

    /** Both nodes can write nothing while one of them takes over. */
    private static Fault diskFull() {
        return Fault.of(
                        "disk-full",
                        "kill -9 of the active agent while both disks are full",
                        250,
                        Fault.Leader.MOVES,
                        stage -> {
                            for (String node : stage.nodes()) {
                                FullDisk.at(stage, node);
                            }
                            stage.begin();
                            stage.lab().process(stage.master()).signal("KILL");
                            stage.awaitFinding(stage.standby(), "STATE_UNSAVED");
                        })
                .recoveredBy(stage -> {
                    FullDisk.end(stage, stage.standby());
                    stage.restart(stage.master());
                });
    }

    private static Fault clock() {
        return Fault.of(
                        "clock-stepped",
                        "wall clocks stepped, forward and back",
                        Fault.UNNOTICED_MILLIS,
                        Fault.Leader.STAYS,
                        stage -> {
                            for (long seconds : new long[] {86_400, -86_400, 3_600, 0}) {
                                for (String node : stage.nodes()) {
                                    ShiftedClock.set(stage.lab(), node, seconds);
                                    Patience.pause(Duration.ofMillis(500));
                                }
                            }
                        })
                .preparedBy(SurroundingFaults::shiftable)
                .recoveredBy(SurroundingFaults::ordinary);
    }

    private static void shiftable(Stage stage) throws IOException {
        for (String node : stage.nodes()) {
            ShiftedClock.prepare(stage.lab(), node);
        }
        for (String node : List.of(stage.standby(), stage.master())) {
            stage.restart(node);
            stage.awaitReady();
        }
        stage.lab().lead(stage.segment(), stage.master());
    }

    private static void ordinary(Stage stage) throws IOException {
        for (String node : stage.nodes()) {
            stage.lab().environment(node, java.util.Map.of());
        }
        stage.restart(stage.standby());
    }
}
