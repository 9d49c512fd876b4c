package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.time.Duration;

/**
 * What large tables cost the standby: memory, and the time until a restarted daemon holds the table
 * again, the start of its process included. For conntrackd also the commit.
 *
 * <p>Thread rule: one thread.
 */
final class Tables {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Of a burst of events conntrackd loses some for good. */
    private static final int PORTION = 5_000;

    private final Plan plan;
    private final Figures figures;

    Tables(Plan plan, Figures figures) {
        this.plan = plan;
        this.figures = figures;
    }

    /** On a pair that has just come up. */
    void measure(Pair pair, int flows) throws IOException {
        if (plan.tableSizes().isEmpty()) {
            return;
        }
        long before = pair.replicated();
        double empty = pair.daemon(pair.backup()).residentBytes();
        for (int written = 0; written < flows; ) {
            int next = Math.min(flows, written + PORTION);
            TableFlows.write(pair.site().namespace(pair.master()), written, next);
            Waiting.until(
                    LIMIT,
                    next + " flows are at the standby",
                    () -> pair.replicated() >= before + next);
            written = next;
        }
        figures.add(
                pair.arrangement(),
                Metric.BACKUP_RSS_PER_FLOW,
                flows,
                (pair.daemon(pair.backup()).residentBytes() - empty) / flows);
        long started = System.nanoTime();
        pair.restartStandby();
        Waiting.until(
                LIMIT,
                "a restarted standby holds " + flows + " flows",
                () -> pair.replicated() >= flows);
        figures.add(pair.arrangement(), Metric.RESYNC, flows, (System.nanoTime() - started) / 1e9);
        if (pair instanceof ConntrackdPair conntrackd) {
            started = System.nanoTime();
            conntrackd.control(pair.backup(), LIMIT, "-c");
            figures.add(
                    pair.arrangement(), Metric.COMMIT, flows, (System.nanoTime() - started) / 1e9);
        }
    }
}
