package org.bridgewall.ha.bench.side;

import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds of all arrangements, in turn
 * @param warmUpSeconds load before an agent's figures count: its table is audited each minute, and
 *     after the third audit the JVM has compiled what runs
 * @param windowSeconds load over which they count: half of it for the base line, which is measured
 *     twice as often
 * @param probes connections whose replication is timed in each round
 * @param streamSeconds throughput and response time, each; 0 = not measured
 * @param tableSizes sizes for resynchronisation and memory; empty: not measured
 * @param commitSizes sizes for the benchmark of cold commits
 * @param warmSizes sizes for that of promotions of a warm standby
 */
record Plan(
        int rounds,
        int warmUpSeconds,
        int windowSeconds,
        int probes,
        int streamSeconds,
        List<Integer> tableSizes,
        List<Integer> commitSizes,
        List<Integer> warmSizes,
        int commitRounds) {
    private static final int WARM_UP_SECONDS = 180;

    /** One audit of the table falls in each; and a machine's slow moments last some ten seconds. */
    private static final int WINDOW_SECONDS = 60;

    Plan {
        tableSizes = List.copyOf(tableSizes);
        commitSizes = List.copyOf(commitSizes);
        warmSizes = List.copyOf(warmSizes);
    }

    /** About nine minutes on two cores. */
    static Plan quick(boolean largeTables) {
        return new Plan(
                1,
                WARM_UP_SECONDS,
                WINDOW_SECONDS,
                60,
                0,
                List.of(),
                List.of(100_000),
                largeTables ? List.of(5_000, 500_000) : List.of(5_000),
                2);
    }

    static Plan full(int rounds, boolean largeTables) {
        return new Plan(
                rounds,
                WARM_UP_SECONDS,
                WINDOW_SECONDS,
                200,
                10,
                largeTables ? List.of(10_000, 100_000, 500_000) : List.of(10_000, 100_000),
                largeTables
                        ? List.of(1_000, 10_000, 100_000, 500_000)
                        : List.of(1_000, 10_000, 100_000),
                largeTables
                        ? List.of(1_000, 5_000, 10_000, 100_000, 500_000)
                        : List.of(1_000, 5_000, 10_000, 100_000),
                rounds);
    }
}
