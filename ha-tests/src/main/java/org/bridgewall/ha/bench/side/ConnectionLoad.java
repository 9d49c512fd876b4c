package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Measures short connections through a running pair: how many a second, and what each costs.
 *
 * <p>Thread rule: one thread.
 */
final class ConnectionLoad {
    /** What is under way when the last connection ends is still charged to the run. */
    private static final double SETTLE_SECONDS = 0.3;

    private static final double IDLE_SECONDS = 4;

    /**
     * Until the kernel's table is full of closed connections; where no JVM runs, nothing else
     * changes.
     */
    static final int FILL_SECONDS = 15;

    private static final double MICROS = 1e6;

    private final Plan plan;
    private final Figures figures;

    ConnectionLoad(Plan plan, Figures figures) {
        this.plan = plan;
        this.figures = figures;
    }

    /** Returns the connections per second. */
    double measure(Pair pair) throws IOException {
        boolean compiles = pair.arrangement() == Arrangement.BRIDGEWALL;
        try (WebLoad load = new WebLoad(pair.site())) {
            load.run(compiles ? plan.warmUpSeconds() : FILL_SECONDS);
            Waiting.pause(1);
            if (pair.arrangement() == Arrangement.OFF) {
                return rate(pair, load.run(plan.windowSeconds() / 2));
            }
            idle(pair);
            return watched(pair, load);
        }
    }

    private double rate(Pair pair, WebLoad.Run run) {
        figures.add(pair.arrangement(), Metric.CONNECTION_RATE, run.perSecond());
        if (!run.errors().isEmpty()) {
            figures.note(pair.arrangement().title() + ", socket errors of the load", run.errors());
        }
        return run.perSecond();
    }

    private double watched(Pair pair, WebLoad load) throws IOException {
        LinkCounters link = link(pair);
        Map<Metric, Double> before = cpu(pair);
        WebLoad.Run run = load.run(plan.windowSeconds());
        Waiting.pause(SETTLE_SECONDS);
        Map<Metric, Double> after = cpu(pair);
        LinkCounters passed = link(pair).since(link);
        after.forEach((metric, seconds) ->
                figures.add(
                        pair.arrangement(),
                        metric,
                        (seconds - before.getOrDefault(metric, 0.0)) * MICROS / run.connections()));
        figures.add(
                pair.arrangement(), Metric.SYNC_BYTES, (double) passed.bytes() / run.connections());
        figures.add(
                pair.arrangement(),
                Metric.SYNC_DATAGRAMS,
                (double) passed.frames() / run.connections());
        figures.add(pair.arrangement(), Metric.MASTER_RSS, megabytes(pair, pair.master()));
        figures.add(pair.arrangement(), Metric.BACKUP_RSS, megabytes(pair, pair.backup()));
        return rate(pair, run);
    }

    private void idle(Pair pair) throws IOException {
        double master = pair.daemon(pair.master()).cpuSeconds();
        double backup = pair.daemon(pair.backup()).cpuSeconds();
        long started = System.nanoTime();
        Waiting.pause(IDLE_SECONDS);
        double percent = 100 / ((System.nanoTime() - started) / 1e9);
        figures.add(
                pair.arrangement(),
                Metric.MASTER_IDLE_CPU,
                (pair.daemon(pair.master()).cpuSeconds() - master) * percent);
        figures.add(
                pair.arrangement(),
                Metric.BACKUP_IDLE_CPU,
                (pair.daemon(pair.backup()).cpuSeconds() - backup) * percent);
    }

    private static Map<Metric, Double> cpu(Pair pair) throws IOException {
        Map<Metric, Double> seconds = new EnumMap<>(Metric.class);
        seconds.put(Metric.MASTER_CPU, pair.daemon(pair.master()).cpuSeconds());
        seconds.put(Metric.BACKUP_CPU, pair.daemon(pair.backup()).cpuSeconds());
        return seconds;
    }

    private static LinkCounters link(Pair pair) throws IOException {
        return LinkCounters.read(pair.site().namespace(pair.master()), "sync0");
    }

    private static double megabytes(Pair pair, String node) throws IOException {
        return pair.daemon(node).residentBytes() / 1e6;
    }
}
