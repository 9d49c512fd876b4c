package org.bridgewall.agent.loop;

/**
 * How late the turns of a loop came, over the last minute or two. Thread rule: one thread notes,
 * any reads.
 */
public final class Lateness {
    private static final long WINDOW_NANOS = 60_000_000_000L;

    /** A process that starts is late by loading classes, and holds no lease yet. */
    private static final long START_NANOS = 10_000_000_000L;

    private final long limitNanos;
    private final long startNanos;
    private long windowSinceNanos;
    private volatile long late;
    private volatile long worst;
    private volatile long lateBefore;
    private volatile long worstBefore;
    private volatile long measured;
    private volatile long measuredBefore;

    /**
     * @param limitNanos from this on a turn counts as late
     */
    Lateness(long limitNanos) {
        this.limitNanos = limitNanos;
        this.startNanos = System.nanoTime();
        this.windowSinceNanos = startNanos;
    }

    /** Notes a turn that came so long after it was due. */
    void turn(long lateNanos, long now) {
        if (now - windowSinceNanos >= WINDOW_NANOS) {
            windowSinceNanos = now;
            lateBefore = late;
            worstBefore = worst;
            late = 0;
            worst = 0;
            measuredBefore = measured;
            measured = 0;
        }
        if (now - startNanos >= START_NANOS) {
            measured = Math.max(measured, lateNanos);
        }
        if (lateNanos >= limitNanos) {
            // One thread writes: no update is lost.
            long counted = late + 1;
            late = counted;
            worst = Math.max(worst, lateNanos);
        }
    }

    /** Turns that came late. */
    public long lateTicks() {
        return late + lateBefore;
    }

    /** By how much any turn came late at most, also where it does not count as late. */
    public long measuredNanos() {
        return Math.max(measured, measuredBefore);
    }

    /** By how much the worst of them did; 0: none. */
    public long worstNanos() {
        return Math.max(worst, worstBefore);
    }
}
