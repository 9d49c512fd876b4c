package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for something that happens by itself. Thread rule: any thread, which it holds up. */
final class Waiting {
    private static final long EVERY_NANOS = 10_000_000;

    /** Multiplies all limits: for a machine that has much else to do. */
    private static final int PATIENCE = Integer.getInteger("bridgewall.bench.patience", 1);

    private Waiting() {}

    /** What is waited for. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Returns how many seconds it took; fails when the limit is over first. */
    static double until(Duration limit, String what, Condition condition) throws IOException {
        long started = System.nanoTime();
        while (!holds(condition)) {
            if (System.nanoTime() - started >= PATIENCE * limit.toNanos()) {
                throw new IOException("after " + limit.toSeconds() + " s not yet: " + what);
            }
            LockSupport.parkNanos(EVERY_NANOS);
        }
        return (System.nanoTime() - started) / 1e9;
    }

    /** Who does not answer yet has not reached it yet. */
    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }

    static void pause(double seconds) throws IOException {
        try {
            Thread.sleep((long) (seconds * 1000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
