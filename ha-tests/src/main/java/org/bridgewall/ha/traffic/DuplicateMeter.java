package org.bridgewall.ha.traffic;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds the times in which two paths crossed at once: a broadcast frame that was sent once arrives
 * once for each open path.
 *
 * <p>Thread rule: one writer; readers see what was recorded before they ask.
 */
final class DuplicateMeter {
    private final long intervalNanos;
    private final Map<Long, Long> firstSeen = new HashMap<>();
    private long lastDuplicate;
    private long spanStart;
    private boolean inSpan;
    private long dualNanos;
    private long duplicates;

    /**
     * @param intervalNanos time between two frames at the sender: the meter's resolution
     */
    DuplicateMeter(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    synchronized void record(long number, long nowNanos) {
        if (firstSeen.putIfAbsent(number, nowNanos) == null) {
            return;
        }
        duplicates++;
        // Duplicates less than ten intervals apart are one time of two paths, not many.
        if (inSpan && nowNanos - lastDuplicate > 10 * intervalNanos) {
            closeSpan();
        }
        if (!inSpan) {
            spanStart = nowNanos;
            inSpan = true;
        }
        lastDuplicate = nowNanos;
    }

    synchronized int count() {
        return firstSeen.size();
    }

    synchronized long duplicates() {
        return duplicates;
    }

    /** Total time with two open paths, to the resolution of one interval; 0 = never seen. */
    synchronized double dualActiveMillis() {
        long open = inSpan ? lastDuplicate - spanStart + intervalNanos : 0;
        return (dualNanos + open) / 1e6;
    }

    private void closeSpan() {
        dualNanos += lastDuplicate - spanStart + intervalNanos;
        inSpan = false;
    }
}
