package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bridgewall.ha.lab.Command;

/**
 * The benchmark of commits, which is a program of its own so that it begins with a cold JVM, as a
 * takeover does.
 *
 * <p>Thread rule: one thread.
 */
final class CommitFigures {
    private static final String PROGRAM = "org.bridgewall.ha.bench.commit.CommitBench";
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private CommitFigures() {}

    /**
     * @param progress gets a line for each commit measured
     */
    static void measure(Plan plan, Figures figures, Consumer<String> progress) throws IOException {
        Command.Output output =
                Command.attempt(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseZGC",
                                "-Xmx512m",
                                "-XX:MaxDirectMemorySize=2g",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PROGRAM,
                                "--sizes",
                                list(plan.commitSizes()),
                                "--warm-sizes",
                                list(plan.warmSizes()),
                                "--rounds",
                                Integer.toString(plan.commitRounds()),
                                "-o",
                                "json"),
                        "",
                        LIMIT,
                        progress);
        if (output.exitCode() != 0) {
            List<String> lines = output.err().strip().lines().toList();
            throw new IOException(
                    PROGRAM
                            + ": exit code "
                            + output.exitCode()
                            + ": "
                            + String.join(
                                    " / ",
                                    lines.subList(Math.max(0, lines.size() - 3), lines.size())));
        }
        int start = output.out().indexOf('{');
        figures.commit(new ObjectMapper().readTree(output.out().substring(Math.max(0, start))));
    }

    private static String list(List<Integer> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
