package org.bridgewall.sync.session;

/**
 * Since when the peer is known to hold too little. A change that is merely on its way is no such
 * time.
 *
 * <p>Thread rule: the replication thread.
 */
final class CoverageWatch {
    /** A change that waits for longer is no mere delay. */
    private static final long LONG_WAIT_NANOS = 200_000_000L;

    private final ReplicaSender sender;
    private boolean low;
    private long lowNanos;

    CoverageWatch(ReplicaSender sender) {
        this.sender = sender;
    }

    /** A session begins. */
    void start() {
        low = false;
    }

    /** At each heartbeat. */
    void look(long nowNanos) {
        boolean waits = !sender.proof().compared() || sender.lagNanos(nowNanos) >= LONG_WAIT_NANOS;
        if (!waits || sender.coverage().enough()) {
            low = false;
        } else if (!low) {
            low = true;
            lowNanos = nowNanos;
        }
    }

    Coverage at(long nowNanos) {
        return sender.coverage().lowFor(low ? nowNanos - lowNanos : 0);
    }
}
