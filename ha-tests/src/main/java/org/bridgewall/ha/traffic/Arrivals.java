package org.bridgewall.ha.traffic;

import java.util.Arrays;

/**
 * When the numbered echoes of a stream came in, and the longest time in which none did.
 *
 * <p>Thread rule: one writer; readers see what was recorded before they ask.
 */
final class Arrivals {
    private final long intervalNanos;
    private long[] nanos = new long[1 << 16];
    private int count;
    private long highest = -1;
    private long repeated;

    /**
     * @param intervalNanos time between two datagrams at the sender
     */
    Arrivals(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    synchronized void record(long number, long nowNanos) {
        if (number <= highest) {
            repeated++;
            return;
        }
        highest = number;
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = nowNanos;
    }

    synchronized int count() {
        return count;
    }

    /** Echoes that came a second time or after a later one. */
    synchronized long repeated() {
        return repeated;
    }

    /**
     * The longest gap that touches the window {@code [from, to]}. The interval of the stream itself
     * is taken off; a stream that is silent at the end counts as silent until {@code to}.
     */
    synchronized Gap longestGap(long from, long to) {
        Gap longest = new Gap(from, from, 0);
        long last = from;
        for (int i = 0; i < count && last - to < 0; i++) {
            long here = nanos[i];
            if (here - from > 0) {
                longest = longest.or(last, here, intervalNanos);
            }
            last = here;
        }
        return last - to < 0 ? longest.or(last, to, intervalNanos) : longest;
    }

    /** First arrival after the instant, or {@code otherwise}. */
    synchronized long firstAfter(long instant, long otherwise) {
        for (int i = 0; i < count; i++) {
            if (nanos[i] - instant > 0) {
                return nanos[i];
            }
        }
        return otherwise;
    }

    /**
     * A time without an echo.
     *
     * @param lengthNanos its length without the stream's own interval, not below 0
     */
    record Gap(long startNanos, long endNanos, long lengthNanos) {
        private Gap or(long start, long end, long intervalNanos) {
            long length = Math.max(0, end - start - intervalNanos);
            return length > lengthNanos ? new Gap(start, end, length) : this;
        }
    }
}
