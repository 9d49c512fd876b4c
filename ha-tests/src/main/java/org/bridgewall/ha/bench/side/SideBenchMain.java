package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code deploy/bench}: Bridgewall beside conntrackd and keepalived. Progress goes to standard
 * error. Exit codes: 0 measured, 1 something was not, 2 misused.
 */
@Command(
        name = "deploy/bench",
        mixinStandardHelpOptions = true,
        description = "Sets Bridgewall beside conntrackd with keepalived, in network namespaces.")
public final class SideBenchMain implements Callable<Integer> {
    @Option(names = "--quick", description = "A short run: the ten figures of the summary.")
    private boolean quick;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds of a full run (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "On standard output: text or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.text;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where the report goes; by default docs/benchmarks, of a quick run deploy/target/bench.")
    private Path directory = Path.of("");

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Some of: ${COMPLETION-CANDIDATES}; without them all, and the commits.")
    private List<Arrangement> only = List.of();

    private final Figures figures = new Figures();
    private final ObjectNode machine = Machine.describe();
    private final String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private final AtomicBoolean written = new AtomicBoolean();

    private SideBenchMain() {}

    /** What is printed at the end. */
    enum Output {
        text,
        json
    }

    public static void main(String[] args) {
        System.exit(
                new CommandLine(new SideBenchMain())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        boolean large = Boolean.getBoolean("bridgewall.large-tables");
        Plan plan = quick ? Plan.quick(large) : Plan.full(rounds, large);
        if (!large) {
            figures.note(
                    "tables of 500,000 flows",
                    "not measured: nf_conntrack_max of this machine is too small and was not raised");
        }
        SideBench bench =
                new SideBench(
                        plan,
                        figures,
                        examples().resolve("lab.policy"),
                        only.isEmpty() ? List.of(Arrangement.values()) : only,
                        SideBenchMain::say);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    bench.stop();
                                    finish(plan, false);
                                },
                                "stop"));
        say("memory of a cached flow");
        figures.once("bytes_per_flow", CacheMemory.bytesPerFlow());
        bench.run();
        if (only.isEmpty()) {
            commits(plan);
        }
        finish(plan, true);
        return figures.notes().keySet().stream().anyMatch(note -> note.startsWith("round")) ? 1 : 0;
    }

    private void commits(Plan plan) {
        say("commits of " + plan.commitSizes() + " flows");
        try {
            CommitFigures.measure(plan, figures, SideBenchMain::say);
        } catch (IOException e) {
            figures.note("commits", String.valueOf(e.getMessage()));
            say("commits: " + e.getMessage());
        }
    }

    /** Writes and prints, once, whether the run came to its end or was stopped. */
    private void finish(Plan plan, boolean complete) {
        if (!written.compareAndSet(false, true)) {
            return;
        }
        ObjectNode document = Results.document(figures, plan, machine, started, complete);
        try {
            Path target = target();
            Report.write(target, figures, plan, document);
            say("report: " + target.resolve("README.md"));
            if (output == Output.json) {
                System.out.println(new ObjectMapper().writeValueAsString(document.path("summary")));
            } else {
                System.out.print(Files.readString(target.resolve("README.md")));
            }
        } catch (IOException e) {
            say("the report could not be written: " + e.getMessage());
        }
    }

    private Path target() {
        if (!directory.toString().isEmpty()) {
            return directory;
        }
        return Path.of(
                quick
                        ? System.getProperty("bridgewall.bench.quick", "deploy/target/bench")
                        : System.getProperty("bridgewall.bench.full", "docs/benchmarks"));
    }

    private static Path examples() {
        return Path.of(System.getProperty("bridgewall.examples", "deploy/examples"));
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
