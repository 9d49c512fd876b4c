package org.bridgewall.sync.cache;

/**
 * One peer's place in the order of changes of an {@link InternalCache}: what it was sent once, and
 * what it still has to be sent. The cache keeps it right when records move.
 *
 * <p>Thread rule: the replication thread.
 */
public final class ChangeCursor {
    final int bit;
    boolean active;

    /** First record of the order that was not sent yet; 0 = none. */
    int next;

    /** Everything up to this version was sent at least once. */
    long sentVersion;

    int unsent;

    ChangeCursor(int bit) {
        this.bit = bit;
    }

    /** Whether removals wait for this peer. */
    public boolean active() {
        return active;
    }

    /** Records (tombstones too) that changed and were not sent since. */
    public int unsent() {
        return unsent;
    }

    /** Version up to which everything was sent at least once. */
    public long sentVersion() {
        return sentVersion;
    }
}
