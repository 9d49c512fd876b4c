package org.bridgewall.agent.linux;

/**
 * The calling thread's share of the processors ({@link Realtime#reserve}), asked for again while
 * the kernel has no room for it: an agent that is started anew finds the share of its predecessor
 * taken until the kernel has buried that one. {@code SCHED_FIFO}, which it has meanwhile, has no
 * bound.
 *
 * <p>Thread rule: one thread.
 */
public final class Reservation {
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final long nanos;
    private final int priority;
    private Realtime.Outcome outcome = new Realtime.Outcome(false, true, "not asked yet");
    private long askedNanos = System.nanoTime() - RETRY_NANOS;

    /**
     * Asks for nothing yet.
     *
     * @param nanos of 30,000,000
     * @param priority of {@code SCHED_FIFO}, 1 (lowest) to 99
     */
    public Reservation(long nanos, int priority) {
        this.nanos = nanos;
        this.priority = priority;
    }

    /** What holds for the calling thread; asks the kernel at most once a second. */
    public Realtime.Outcome hold() {
        if (outcome.crowded()) {
            long now = System.nanoTime();
            if (now - askedNanos >= RETRY_NANOS) {
                askedNanos = now;
                outcome = Realtime.reserve(nanos, priority);
            }
        }
        return outcome;
    }
}
