package org.bridgewall.ha.traffic;

import java.util.Arrays;

/**
 * Which numbered echoes of a stream came back, and the longest time in which none did.
 *
 * <p>A gap is measured where it arises, at the sender: from the sending of the last datagram that
 * came back to the sending of the next that did, where at least one between them was lost. A busy
 * receiver, which takes its datagrams late but takes them all, is no gap.
 *
 * <p>Thread rule: one writer; readers see what was recorded before they ask.
 */
final class Arrivals {
    /** A stream that has been silent for so long at the end is not merely on its way. */
    private static final long SILENT_NANOS = 500_000_000;

    private final long intervalNanos;
    private Echo[] echoes = new Echo[1 << 12];
    private int count;
    private long highest = -1;
    private long repeated;

    /**
     * @param intervalNanos time between two datagrams at the sender
     */
    Arrivals(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    synchronized void record(long number, long sentNanos, long receivedNanos) {
        if (number <= highest) {
            repeated++;
            return;
        }
        highest = number;
        if (count == echoes.length) {
            echoes = Arrays.copyOf(echoes, 2 * count);
        }
        echoes[count++] = new Echo(number, sentNanos, receivedNanos);
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
        Echo last = new Echo(-1, from, from);
        for (int i = 0; i < count && last.sentNanos - to < 0; i++) {
            Echo here = echoes[i];
            boolean loss = here.number - last.number > 1;
            if (here.sentNanos - from > 0 && loss) {
                longest = longest.or(last, here, intervalNanos);
            }
            last = here;
        }
        boolean silent = to - last.sentNanos > SILENT_NANOS;
        return silent ? longest.or(last, new Echo(-1, to, to), intervalNanos) : longest;
    }

    /** One datagram that came back. */
    private record Echo(long number, long sentNanos, long receivedNanos) {}

    /**
     * A time without an echo.
     *
     * @param startNanos sending of the last datagram that came back before it
     * @param endNanos arrival of the first that came back after it
     * @param lengthNanos its length at the sender, without the stream's own interval, not below 0
     */
    record Gap(long startNanos, long endNanos, long lengthNanos) {
        private Gap or(Echo before, Echo after, long intervalNanos) {
            long length = Math.max(0, after.sentNanos - before.sentNanos - intervalNanos);
            return length > lengthNanos
                    ? new Gap(before.sentNanos, after.receivedNanos, length)
                    : this;
        }
    }
}
