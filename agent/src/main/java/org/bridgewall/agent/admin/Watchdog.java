package org.bridgewall.agent.admin;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does something when an operation takes too long. Thread rule: any thread. */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Watchdog(String name) {
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name(name).factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Runs {@code late} after {@code limit}, unless the watch is ended before; once this is closed,
     * at once.
     */
    Watch watch(Duration limit, Runnable late) {
        try {
            ScheduledFuture<?> pending =
                    timer.schedule(late, limit.toNanos(), TimeUnit.NANOSECONDS);
            return () -> pending.cancel(false);
        } catch (RejectedExecutionException e) {
            late.run();
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One operation under watch. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
