package org.bridgewall.ha.bench.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code deploy/sync-bench}: measures replication without sockets, against the size of the table.
 * The time is that of protocol, caches and seal; the kernel's part is measured by the lab. Catch-up
 * is in virtual time: what pacing, window and round trips (2 ms) make of it.
 */
public final class SyncBenchmark {
    private static final String USAGE = "usage: [--sizes N,N,...] [-o table|json] [--json FILE]";

    private SyncBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int[] sizes = {10_000, 100_000, 1_000_000};
        boolean json = false;
        Optional<Path> file = Optional.empty();
        if (arguments.length % 2 != 0) {
            usage();
        }
        for (int i = 0; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--sizes" -> sizes = sizes(arguments[i + 1]);
                case "-o" -> json = arguments[i + 1].equals("json");
                case "--json" -> file = Optional.of(Path.of(arguments[i + 1]));
                default -> usage();
            }
        }
        BenchReport report = run(sizes);
        if (file.isPresent()) {
            Files.writeString(file.get(), report.json());
        }
        System.out.print(json ? report.json() : report.table());
    }

    private static int[] sizes(String text) {
        try {
            int[] sizes = Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
            if (Arrays.stream(sizes).allMatch(size -> size >= 1000 && size <= 2_000_000)) {
                return sizes;
            }
        } catch (NumberFormatException e) {
            System.err.println("not a number: " + e.getMessage());
        }
        System.err.println("sizes: " + text + " (expected: each 1000-2000000)");
        usage();
        return new int[0];
    }

    private static void usage() {
        System.err.println(USAGE);
        System.exit(2);
    }

    private static BenchReport run(int[] sizes) {
        BenchReport report = new BenchReport();
        BenchRuns runs = new BenchRuns(report);
        runs.warmUp();
        for (int size : sizes) {
            System.err.println("measuring with " + size + " flows");
            runs.memory(size);
            for (boolean sealed : new boolean[] {false, true}) {
                runs.updates(size, sealed);
                for (BenchRuns.Connection kind : BenchRuns.Connection.values()) {
                    runs.shortConnections(size, sealed, kind, 750);
                    runs.shortConnections(size, sealed, kind, 6_000);
                }
            }
            runs.catchUp(size, 1);
            runs.catchUp(size, 100);
            runs.restart(size, 0);
            runs.restart(size, 0.1);
            runs.restart(size, 1);
            runs.restartReceiver(size);
        }
        return report;
    }
}
