package org.bridgewall.sync.session;

/** A token bucket in bytes. Thread rule: one owner. */
final class Pace {
    private final long bytesPerSecond;
    private final long burstBytes;
    private double tokens;
    private long lastNanos;
    private boolean started;

    Pace(long bytesPerSecond, long burstBytes) {
        this.bytesPerSecond = bytesPerSecond;
        this.burstBytes = burstBytes;
        tokens = (double) burstBytes;
    }

    boolean allows(long bytes, long nowNanos) {
        if (started) {
            double earned = (double) (nowNanos - lastNanos) * 1e-9 * (double) bytesPerSecond;
            tokens = Math.min((double) burstBytes, tokens + earned);
        }
        started = true;
        lastNanos = nowNanos;
        return tokens >= (double) bytes;
    }

    void spend(long bytes) {
        tokens -= (double) bytes;
    }
}
