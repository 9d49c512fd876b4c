package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Patience;
import org.bridgewall.ha.lab.Segment;

/**
 * A third node, and two bridgewalls on the same nodes: each led by another, or both one sync group.
 */
final class LargerLabs {
    private static final LabPlan THREE = LabPlan.pair().withNodes(3);
    private static final LabPlan TWO_INSTANCES = LabPlan.pair().withInstances(2);
    private static final LabPlan GROUP = TWO_INSTANCES.of(LabPlan.Kind.GROUPED);

    /** Listening after FAULT, as at a start, then a takeover. */
    private static final int WHOLE_AGAIN_MILLIS = 1_500;

    /** The above, and the look that nobody leads meanwhile. */
    private static final int DARK_MILLIS = 5_000;

    private static final Duration OLD_REPLICA = Duration.ofSeconds(3);

    private LargerLabs() {}

    static List<Fault> all() {
        return List.of(
                thirdNode(),
                crashOfThree(),
                freshestFirst(),
                inOneInstance(CableFaults.all().getFirst()),
                inOneInstance(PlannedMoves.switchover()),
                inOneInstance(ProcessFaults.crash()),
                inGroup(CableFaults.all().getFirst()),
                inGroup(PlannedMoves.switchover()),
                crossedCables());
    }

    /** It joins, is given the role, and leaves again in good order. */
    private static Fault thirdNode() {
        return Fault.of(
                        "third-node",
                        "third node joins, takes over, leaves",
                        Fault.UNNOTICED_MILLIS,
                        Fault.Leader.ANY,
                        stage -> {
                            String third = stage.last();
                            stage.lab().startAgent(third);
                            stage.awaitReady();
                            stage.lab().lead(stage.segment(), third);
                            Patience.pause(Duration.ofSeconds(1));
                            stage.lab().process(third).signal("TERM");
                            awaitLeft(stage, third);
                        })
                .preparedBy(stage -> {
                    stage.lab().process(stage.last()).signal("TERM");
                    awaitLeft(stage, stage.last());
                    stage.lab().crash(stage.last());
                })
                .recoveredBy(stage -> stage.restart(stage.last()))
                .in(THREE);
    }

    private static void awaitLeft(Stage stage, String node) throws IOException {
        Patience.await(
                Duration.ofSeconds(20),
                node + " has left and another leads",
                () ->
                        !stage.lab().runs(node)
                                && stage.lab().watch().master(stage.segment()).isPresent(),
                stage.lab().watch()::verdicts);
    }

    /**
     * Two standbys want the role at the same moment: both replicas are proven, so priority decides.
     */
    private static Fault crashOfThree() {
        Fault crash = ProcessFaults.crash();
        return new Fault(
                "crash-of-three",
                crash.title() + ", two standbys",
                crash.budgetMillis(),
                crash.leader(),
                THREE,
                crash.hold(),
                crash.prepare(),
                stage -> {
                    crash.inject().on(stage);
                    stage.awaitLeader(stage.standby());
                },
                crash.recover());
    }

    /** The standby of higher priority misses changes; the other takes over, and loses nothing. */
    private static Fault freshestFirst() {
        return Fault.of(
                        "freshest-first",
                        "kill -9 of the active agent; the preferred standby's replica is old",
                        ProcessFaults.crash().budgetMillis(),
                        Fault.Leader.MOVES,
                        stage -> {
                            stage.lab().filter().loseReplication(stage.master(), stage.standby());
                            stage.awaitFinding(stage.standby(), "REPLICA_UNPROVEN");
                            // Long enough for the other standby to have heard of it, and for the
                            // master to count as out of reach of its replication.
                            Patience.pause(OLD_REPLICA);
                            stage.begin();
                            stage.lab().process(stage.master()).signal("KILL");
                            stage.awaitLeader(stage.last());
                        })
                .recoveredBy(stage -> {
                    stage.lab().filter().clear();
                    stage.restart(stage.master());
                })
                .in(THREE);
    }

    /** Each node leads one instance; what happens in the first is not noticed in the second. */
    private static Fault inOneInstance(Fault fault) {
        return new Fault(
                "instance-" + fault.name(),
                fault.title() + "; the other node leads another instance",
                fault.budgetMillis(),
                fault.leader(),
                TWO_INSTANCES,
                fault.hold(),
                stage -> {
                    for (Segment segment : stage.lab().plan().segments()) {
                        stage.lab().lead(segment, stage.lab().plan().favourite(segment));
                    }
                    fault.prepare().on(stage);
                },
                fault.inject(),
                fault.recover());
    }

    /** What happens in one instance of a sync group moves all of them. */
    private static Fault inGroup(Fault fault) {
        return new Fault(
                "group-" + fault.name(),
                fault.title() + "; both instances are one sync group",
                fault.budgetMillis(),
                fault.leader(),
                GROUP,
                fault.hold(),
                fault.prepare(),
                stage -> {
                    fault.inject().on(stage);
                    awaitGroup(stage, stage.standby());
                },
                fault.recover());
    }

    /**
     * Each node loses the cable of another instance: neither can lead all of the group, so none
     * leads any of it, until one of them is whole again: that one leads all of it soon.
     */
    private static Fault crossedCables() {
        return Fault.of(
                        "group-crossed-cables",
                        "each node without the cable of another member of the sync group; one back",
                        DARK_MILLIS,
                        Fault.Leader.ANY,
                        stage -> {
                            Segment first = stage.segment();
                            Segment second = stage.lab().plan().segments().getLast();
                            stage.cable(second.uplinkSwitch(), stage.standby(), true);
                            stage.awaitFinding(stage.standby(), "NODE_FAULT");
                            stage.cable(first.uplinkSwitch(), stage.master(), true);
                            stage.awaitFinding(stage.master(), "NODE_FAULT");
                            Patience.pause(Duration.ofSeconds(2));
                            for (Segment segment : stage.lab().plan().segments()) {
                                Optional<String> led = stage.lab().watch().master(segment);
                                if (led.isPresent()) {
                                    throw new IOException(led.get() + " leads a part of its group");
                                }
                            }
                            stage.cable(second.uplinkSwitch(), stage.standby(), false);
                            stage.within(
                                    WHOLE_AGAIN_MILLIS, () -> awaitGroup(stage, stage.standby()));
                        })
                .recoveredBy(
                        stage -> stage.cable(stage.segment().uplinkSwitch(), stage.master(), false))
                .in(GROUP);
    }

    private static void awaitGroup(Stage stage, String leader) throws IOException {
        for (Segment segment : stage.lab().plan().segments()) {
            Patience.await(
                    Duration.ofSeconds(20),
                    leader + " leads the whole group",
                    () -> stage.lab().watch().master(segment).filter(leader::equals).isPresent(),
                    stage.lab().watch()::verdicts);
        }
    }
}
