package org.bridgewall.ha.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bridgewall.ha.lab.Lab;

/**
 * All faults, one after the other with recovery in between, in a fresh laboratory that is taken
 * down at the end.
 *
 * <p>Thread rule: one thread.
 */
final class Demo {
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
     * @param logs directory that receives the logs of the agents
     */
    DemoReport run(Path policy, Path logs) throws IOException {
        List<FaultResult> results = new ArrayList<>();
        Thread interrupted = new Thread(this::takeDown, "take-down");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            lab.up(replication, policy);
            Drill drill = new Drill(lab, replication, connections, progress);
            for (Fault fault : Fault.values()) {
                FaultResult result = attempt(drill, fault);
                results.add(result);
                progress.accept(
                        "%s: %d of %d survived, blackout %.1f ms, two gates open %.1f ms: %s"
                                .formatted(
                                        result.name(),
                                        result.survived(),
                                        result.connections(),
                                        result.blackoutMillis(),
                                        result.dualActiveMillis(),
                                        result.verdict()));
            }
        } finally {
            keepLogs(logs);
            takeDown();
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
        return DemoReport.of(results);
    }

    /** A fault that cannot even be tried has failed; the others are tried still. */
    private FaultResult attempt(Drill drill, Fault fault) {
        try {
            return drill.run(fault);
        } catch (IOException e) {
            return new FaultResult(
                    fault.title(), 0, 0, 0, 0, List.of(), "FAIL: not measured: " + e.getMessage());
        }
    }

    private void takeDown() {
        try {
            lab.down();
        } catch (IOException e) {
            progress.accept("taking the laboratory down: " + e.getMessage());
        }
    }

    private void keepLogs(Path logs) throws IOException {
        Files.createDirectories(logs);
        for (String name : List.of("b1", "b2", "zookeeper")) {
            Optional<Path> log =
                    Optional.of(lab.site().directory(name).resolve("log")).filter(Files::exists);
            if (log.isPresent()) {
                Files.copy(
                        log.get(),
                        logs.resolve(name + ".log"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        progress.accept("logs of the agents: " + logs);
    }
}
