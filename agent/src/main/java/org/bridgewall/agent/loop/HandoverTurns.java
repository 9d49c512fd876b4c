package org.bridgewall.agent.loop;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Has the instances of a node that are handed over in the same moment come one after the other: two
 * at once take each other's processor while neither has an open gate. The old master of the one
 * that waits forwards meanwhile.
 *
 * <p>Thread rule: any thread.
 */
public final class HandoverTurns {
    /** A turn is a matter of some 30 ms; after so long the next one goes on all the same. */
    private static final long LONGEST_WAIT_NANOS = 500_000_000L;

    private final Semaphore free = new Semaphore(1, true);

    /** Waits for its turn, and says whether it has one: then it must be {@link #end ended}. */
    boolean begin() throws InterruptedException {
        return free.tryAcquire(LONGEST_WAIT_NANOS, TimeUnit.NANOSECONDS);
    }

    /** The turn that was begun is over. */
    void end() {
        free.release();
    }

    /** Whether one has its turn, or waits for it. */
    boolean busy() {
        return free.availablePermits() == 0 || free.hasQueuedThreads();
    }
}
