package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.time.Duration;

/**
 * From the start of an agent's process to its first advert on the wire, launcher included: the
 * standby of a running pair is killed and started again.
 *
 * <p>Thread rule: one thread.
 */
final class StartUp {
    /** The agents' port of adverts in the laboratory. */
    private static final int ADVERTS = 3780;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private StartUp() {}

    static void measure(BridgewallPair pair, Figures figures) throws IOException {
        try (SyncTap tap = new SyncTap(pair.site().namespace(pair.master()), "sync0")) {
            pair.crashStandby();
            Waiting.pause(0.5);
            tap.take();
            long started = System.nanoTime();
            pair.startStandby();
            long[] first = new long[1];
            Waiting.until(
                    LIMIT,
                    "the first advert of a started agent",
                    () -> {
                        for (SyncTap.Frame frame : tap.take()) {
                            if (frame.udpPort() == ADVERTS && first[0] == 0) {
                                first[0] = frame.nanos();
                            }
                        }
                        return first[0] != 0;
                    });
            figures.add(pair.arrangement(), Metric.START_TO_ADVERT, (first[0] - started) / 1e9);
        }
    }
}
