package org.bridgewall.sync.session;

import org.bridgewall.sync.wire.InboundFrame;

/**
 * One path to one peer and its liveness, end to end: both ends say on each path when they last
 * heard the other there. Thread rule: the replication thread.
 */
final class SyncPath {
    static final long PROBE_EVERY_NANOS = 100_000_000L;

    private static final long DEAD_NANOS = 350_000_000L;

    private final String name;
    private final int index;
    private boolean heard;
    private long heardNanos;
    private boolean echoed;
    private long echoedNanos;
    private boolean up;
    private long upSinceNanos;
    private boolean probed;
    private long probedNanos;

    SyncPath(String name, int index) {
        this.name = name;
        this.index = index;
    }

    /** A genuine frame of the peer came in on this path. */
    void onFrame(InboundFrame frame, long nowNanos) {
        heard = true;
        heardNanos = nowNanos;
        if (frame.hasProbe() && frame.probeHeardMicros() >= 0) {
            long echo = nowNanos - frame.probeHeardMicros() * 1000;
            if (!echoed || echo - echoedNanos > 0) {
                echoed = true;
                echoedNanos = echo;
            }
        }
    }

    PathState state(long nowNanos) {
        if (!heard || nowNanos - heardNanos >= DEAD_NANOS) {
            return PathState.DOWN;
        }
        boolean echoing = echoed && nowNanos - echoedNanos < DEAD_NANOS + PROBE_EVERY_NANOS;
        return echoing ? PathState.UP : PathState.ONE_WAY;
    }

    /** Follows the state; returns for how long the path has been up, -1 if it is not. */
    long upForNanos(long nowNanos) {
        boolean now = state(nowNanos) == PathState.UP;
        if (now && !up) {
            upSinceNanos = nowNanos;
        }
        up = now;
        return up ? nowNanos - upSinceNanos : -1;
    }

    /** Whether a probe is due; if so, it counts as sent. */
    boolean takeProbe(long nowNanos) {
        if (probed && nowNanos - probedNanos < PROBE_EVERY_NANOS) {
            return false;
        }
        probed = true;
        probedNanos = nowNanos;
        return true;
    }

    /** Microseconds since the peer was heard here; negative = never. */
    long heardMicros(long nowNanos) {
        return heard ? (nowNanos - heardNanos) / 1000 : -1;
    }

    String name() {
        return name;
    }

    int index() {
        return index;
    }

    PathStatus status(String peer, boolean active, long nowNanos) {
        long age = heard ? nowNanos - heardNanos : -1;
        return new PathStatus(peer, name, state(nowNanos), active, age);
    }
}
