package org.bridgewall.ha.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.LabPlan;

/**
 * Many faults, one after the other with recovery in between. Each size of laboratory is built once
 * for all that need it, and taken down at the end, also when the process is interrupted; one that
 * stood before is used, and left standing.
 *
 * <p>Thread rule: one thread.
 */
public final class Exercise {
    private static final Duration READY = Duration.ofSeconds(20);

    private final Lab lab;
    private final int connections;
    private final Consumer<String> progress;

    /**
     * @param connections long-lived small-message connections in each segment
     */
    public Exercise(Lab lab, int connections, Consumer<String> progress) {
        this.lab = lab;
        this.connections = connections;
        this.progress = progress;
    }

    /**
     * Makes every drill so many times.
     *
     * @param logs directory that receives the logs of the agents
     */
    public Map<Fault, List<FaultResult>> run(List<Fault> faults, int repeat, Path policy, Path logs)
            throws IOException {
        Map<Fault, List<FaultResult>> results = new LinkedHashMap<>();
        boolean stands = lab.isUp(lab.plan());
        Thread interrupted = new Thread(this::takeDown, "take-down");
        if (!stands) {
            Runtime.getRuntime().addShutdownHook(interrupted);
        }
        try {
            for (LabPlan plan : faults.stream().map(Fault::plan).distinct().toList()) {
                if (!lab.isUp(plan)) {
                    lab.up(plan, policy);
                }
                for (Fault fault : faults) {
                    if (fault.plan().equals(plan)) {
                        results.put(fault, repeated(fault, repeat, policy, logs));
                    }
                }
                keepLogs(logs);
            }
        } finally {
            if (!stands) {
                Runtime.getRuntime().removeShutdownHook(interrupted);
                takeDown();
            }
        }
        return results;
    }

    private List<FaultResult> repeated(Fault fault, int repeat, Path policy, Path logs)
            throws IOException {
        List<FaultResult> runs = new ArrayList<>();
        for (int i = 0; i < repeat; i++) {
            FaultResult result = attempt(fault);
            runs.add(result);
            progress.accept(result.line());
            if (!result.passed()) {
                result.timeline().forEach(moment -> progress.accept(moment.line()));
                progress.accept(lab.watch().verdicts());
                keepLogs(logs.resolve(fault.name()));
                // What one drill left behind is not held against the next.
                mend(fault.plan(), policy);
            }
        }
        return runs;
    }

    private void mend(LabPlan plan, Path policy) throws IOException {
        try {
            lab.watch().awaitReady(READY);
        } catch (IOException e) {
            lab.up(plan, policy);
        }
    }

    /** A fault that cannot even be tried has failed; the others are tried still. */
    private FaultResult attempt(Fault fault) {
        try {
            return new Drill(lab, connections, progress).run(fault);
        } catch (IOException e) {
            return FaultResult.notMeasured(fault, String.valueOf(e.getMessage()));
        }
    }

    /** The table of what was measured. */
    public static DrillTable table(Map<Fault, List<FaultResult>> results) {
        return new DrillTable(
                results.entrySet().stream()
                        .map(entry -> DrillRow.of(entry.getKey(), entry.getValue()))
                        .toList());
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
        for (String name : lab.processes()) {
            Path log = lab.site().directory(name).resolve("log");
            if (Files.exists(log)) {
                Files.copy(log, logs.resolve(name + ".log"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        progress.accept("logs of the agents: " + logs);
    }
}
