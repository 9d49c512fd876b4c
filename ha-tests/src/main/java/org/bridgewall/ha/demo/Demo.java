package org.bridgewall.ha.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.bridgewall.ha.drill.Exercise;
import org.bridgewall.ha.drill.Fault;
import org.bridgewall.ha.drill.FaultResult;
import org.bridgewall.ha.drill.Faults;
import org.bridgewall.ha.lab.Lab;

/**
 * Four of the drills, one after the other with recovery in between, in a fresh laboratory that is
 * taken down at the end.
 *
 * <p>Thread rule: one thread.
 */
final class Demo {
    private static final List<String> FAULTS =
            List.of("crash", "cable-uplink", "freeze", "switchover");

    /** Twice the drills' own: a demonstration runs once, on whatever machine there is. */
    private static final int PLANNED_MILLIS = 50;

    private static final int UNPLANNED_MILLIS = 500;

    private final Lab lab;
    private final boolean replication;
    private final int connections;
    private final Consumer<String> progress;

    Demo(Lab lab, boolean replication, int connections, Consumer<String> progress) {
        this.lab = lab;
        this.replication = replication;
        this.connections = connections;
        this.progress = progress;
    }

    /**
     * Runs all four.
     *
     * @param logs directory that receives the logs of the agents
     */
    DemoReport run(Path policy, Path logs) throws IOException {
        List<Fault> faults =
                FAULTS.stream()
                        .map(name -> Faults.named(name).within(limit(name)))
                        .map(fault -> replication ? fault : fault.withoutReplication())
                        .toList();
        List<FaultResult> results =
                new Exercise(lab, connections, progress)
                        .run(faults, 1, policy, logs).values().stream()
                                .flatMap(List::stream)
                                .toList();
        return DemoReport.of(results);
    }

    private static int limit(String fault) {
        return fault.equals("switchover") ? PLANNED_MILLIS : UNPLANNED_MILLIS;
    }
}
