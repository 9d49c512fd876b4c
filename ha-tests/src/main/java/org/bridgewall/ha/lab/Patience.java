package org.bridgewall.ha.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that takes real time, no longer than a limit. Thread rule: any thread. */
public final class Patience {
    private static final long LOOK_NANOS = 50_000_000;

    private Patience() {}

    /** Something that holds or does not. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** What is said when the time is over. */
    @FunctionalInterface
    public interface Explanation {
        String text() throws IOException;
    }

    /**
     * Returns once the condition holds.
     *
     * @throws IOException it did not within the limit
     */
    public static void await(Duration limit, String what, Condition condition, Explanation why)
            throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(
                        "after " + limit.toSeconds() + " s not yet: " + what + "\n" + why.text());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Lets time pass. */
    public static void pause(Duration time) {
        until(System.nanoTime() + time.toNanos());
    }

    /** Returns at a monotonic instant. */
    public static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
