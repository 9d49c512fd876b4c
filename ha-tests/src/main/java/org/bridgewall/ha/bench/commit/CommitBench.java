package org.bridgewall.ha.bench.commit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.ha.lab.Command;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * {@code CommitBench [--sizes 1000,10000] [--rounds N] [-o table|json]}: writing replicas of so
 * many flows into the kernel, cold and warm. Root only. Progress goes to the standard error.
 */
@CommandLine.Command(name = "commit-bench", mixinStandardHelpOptions = true)
public final class CommitBench implements java.util.concurrent.Callable<Integer> {
    private static final String MAX = "net.netfilter.nf_conntrack_max";
    private static final Duration CHILD_LIMIT = Duration.ofMinutes(5);
    private static final int ROOM = 1_000;

    /** A warm standby pauses where the kernel's table is fuller than that. */
    private static final double WARM_SHARE = 0.8;

    @Option(names = "--sizes", split = ",", defaultValue = "1000,10000,100000,500000")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--warm-sizes",
            split = ",",
            defaultValue = "1000,5000,10000,100000,500000",
            description = "0: none")
    private List<Integer> warmSizes = List.of();

    @Option(names = "--rounds", defaultValue = "5")
    private int rounds;

    @Option(
            names = "--raise-max",
            description = "raises nf_conntrack_max of the machine while it runs, where too small")
    private boolean raiseMax;

    @Option(names = "--without-conntrackd")
    private boolean withoutConntrackd;

    @Option(names = "-o", defaultValue = "table")
    private String format = "table";

    private final CommitReport report = new CommitReport();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CommitBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Sysctl kernel = Sysctl.ofKernel();
        String before = kernel.read(MAX);
        int needed = Math.max(room(largest(sizes)), warmRoom(largest(warmSizes)));
        boolean raise = raiseMax && Integer.parseInt(before) < needed;
        if (raise) {
            kernel.write(MAX, Integer.toString(needed));
        }
        try {
            measure();
        } finally {
            if (raise) {
                kernel.write(MAX, before);
            }
        }
        System.out.print(format.equals("json") ? report.json() : report.table());
        return 0;
    }

    private static int room(int flows) {
        return flows + ROOM;
    }

    private static int warmRoom(int flows) {
        return room((int) (flows / WARM_SHARE));
    }

    private static int largest(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private void measure() throws IOException {
        boolean conntrackd = !withoutConntrackd && ConntrackdPair.installed();
        if (!conntrackd) {
            report.note(
                    "conntrackd is not measured: "
                            + (withoutConntrackd ? "as asked" : "not installed"));
        }
        for (int round = 0; round < rounds; round++) {
            for (int flows : fitting(sizes, CommitBench::room, round == 0)) {
                report.add(cold(flows, round, conntrackd));
            }
            for (int flows : fitting(warmSizes, CommitBench::warmRoom, round == 0)) {
                report.add(warm(flows, round));
            }
        }
    }

    /** A kernel that has not the room would be measured while it refuses. */
    private List<Integer> fitting(List<Integer> wanted, IntUnaryOperator room, boolean say)
            throws IOException {
        int max = Integer.parseInt(Sysctl.ofKernel().read(MAX));
        List<Integer> fit = new ArrayList<>();
        for (int flows : wanted) {
            if (flows > 0 && room.applyAsInt(flows) <= max) {
                fit.add(flows);
            } else if (flows > 0 && say) {
                report.note(
                        "%d flows are not measured: nf_conntrack_max is %d (--raise-max raises it meanwhile)"
                                .formatted(flows, max));
            }
        }
        return fit;
    }

    private Round cold(int flows, int round, boolean conntrackd) throws IOException {
        Map<String, Long> figures = child("cold", flows);
        Long other = null;
        if (conntrackd) {
            try (ConntrackdPair pair = new ConntrackdPair()) {
                other = pair.commitNanos(flows);
            } catch (IOException e) {
                // It may lose events for good; ours is measured all the same.
                report.note(
                        "conntrackd, %d flows, round %d: %s"
                                .formatted(flows, round + 1, e.getMessage()));
            }
        }
        Round measured =
                new Round(
                        flows,
                        figure(figures, "commit_nanos"),
                        figure(figures, "floor_nanos"),
                        other);
        progress(
                "round %d, %d flows: commit %.1f ms, kernel alone %.1f ms, conntrackd %s ms",
                round + 1,
                flows,
                measured.commitNanos() / 1e6,
                measured.floorNanos() / 1e6,
                other == null ? "-" : "%.1f".formatted(other / 1e6));
        return measured;
    }

    private WarmRound warm(int flows, int round) throws IOException {
        Map<String, Long> figures = child("warm", flows);
        WarmRound measured =
                new WarmRound(
                        flows,
                        figure(figures, "promotion_nanos"),
                        figure(figures, "warming_nanos"),
                        figure(figures, "warming_processor_nanos"),
                        figure(figures, "warm_bytes"));
        progress(
                "round %d, %d flows warm: promotion %.2f ms",
                round + 1, flows, measured.promotionNanos() / 1e6);
        return measured;
    }

    private static Map<String, Long> child(String what, int flows) throws IOException {
        Command.Output output =
                Command.attempt(
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                // As deploy/bin/agent.
                                "-XX:+UseZGC",
                                "-Xms64m",
                                "-XX:SoftMaxHeapSize=512m",
                                "-Xmx1g",
                                "-XX:ConcGCThreads=1",
                                "-XX:ParallelGCThreads=1",
                                "-XX:MaxDirectMemorySize=2g",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path", ""),
                                CommitChild.class.getName(),
                                what,
                                Integer.toString(flows)),
                        "",
                        CHILD_LIMIT);
        if (output.exitCode() != 0) {
            throw new IOException(
                    what + " " + flows + ": exit code " + output.exitCode() + ": " + output.err());
        }
        Map<String, Long> figures = new HashMap<>();
        output.out()
                .lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> figures.put(pair[0], Long.parseLong(pair[1])));
        return figures;
    }

    private static long figure(Map<String, Long> figures, String name) throws IOException {
        Long value = figures.get(name);
        if (value == null) {
            throw new IOException("the child told no " + name);
        }
        return value;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is no dependency
    private static void progress(String text, Object... values) {
        System.err.println(text.formatted(values));
    }
}
