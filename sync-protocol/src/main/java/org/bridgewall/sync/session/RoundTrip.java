package org.bridgewall.sync.session;

/** Round-trip time and the timeout from it (RFC 6298 section 2). Thread rule: one owner. */
final class RoundTrip {
    private static final long FIRST_TIMEOUT_NANOS = 50_000_000;
    private static final long MIN_TIMEOUT_NANOS = 25_000_000;
    private static final long MAX_TIMEOUT_NANOS = 1_000_000_000;

    private long smoothedNanos;
    private long varianceNanos;
    private int backoff;

    void reset() {
        smoothedNanos = 0;
        varianceNanos = 0;
        backoff = 0;
    }

    void sample(long nanos) {
        long measured = Math.max(1, nanos);
        if (smoothedNanos == 0) {
            smoothedNanos = measured;
            varianceNanos = measured / 2;
        } else {
            varianceNanos += (Math.abs(smoothedNanos - measured) - varianceNanos) / 4;
            smoothedNanos += (measured - smoothedNanos) / 8;
        }
    }

    void progress() {
        backoff = 0;
    }

    void timedOut() {
        backoff = Math.min(backoff + 1, 6);
    }

    /** How often in a row nothing came in time. */
    int timeouts() {
        return backoff;
    }

    long timeoutNanos() {
        long base =
                smoothedNanos == 0
                        ? FIRST_TIMEOUT_NANOS
                        : Math.max(MIN_TIMEOUT_NANOS, smoothedNanos + 4 * varianceNanos);
        return Math.min(MAX_TIMEOUT_NANOS, base << backoff);
    }

    /** Smoothed round trip; 0 = not measured yet. */
    long nanos() {
        return smoothedNanos;
    }
}
