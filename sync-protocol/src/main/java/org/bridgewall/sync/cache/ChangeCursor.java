package org.bridgewall.sync.cache;

import java.util.Arrays;

/**
 * One peer's place in the order of changes of an {@link InternalCache}: what it was sent once, and
 * what it still has to be sent. The cache keeps it right when records move.
 *
 * <p>Thread rule: the replication thread.
 */
public final class ChangeCursor {
    /** Of so many datagrams each queue leads in one at least, so that none waits for ever. */
    private static final int ROUND = 16;

    final int bit;
    boolean active;

    /** It was active before. */
    boolean known;

    /** What the peer acknowledged in a version up to this was in an earlier session. */
    long earlierVersion;

    /** Per queue the first record that was not sent yet; 0 = none. */
    final int[] next = new int[ChangeOrder.QUEUES];

    /** Per queue: everything up to this version was sent at least once. */
    final long[] sentVersion = new long[ChangeOrder.QUEUES];

    /** The queue that is asked first, and the one that answered last. */
    int lead;

    int answered;

    private int turn;
    private int unsent;
    private int unsentLive;
    private int unsentFirst;

    ChangeCursor(int bit) {
        this.bit = bit;
    }

    /** A record joined (1) or left (-1) what is unsent. */
    void count(boolean live, boolean first, int change) {
        unsent += change;
        unsentLive += live ? change : 0;
        unsentFirst += live && first ? change : 0;
    }

    void setCounts(int all, int live, int first) {
        unsent = all;
        unsentLive = live;
        unsentFirst = first;
    }

    /**
     * Begins another datagram. Mostly what the peer may hold in an older state goes first, then
     * what is likely to live on, oldest first, then the rest; but each has its turn to lead.
     */
    public void nextTurn() {
        turn = (turn + 1) % ROUND;
        if (turn == 0) {
            lead = ChangeOrder.LATE;
        } else {
            lead = turn % 4 == 0 ? ChangeOrder.FRESH : ChangeOrder.HELD;
        }
    }

    /** Whether removals wait for this peer. */
    public boolean active() {
        return active;
    }

    /** Records (tombstones too) that changed and were not sent since. */
    public int unsent() {
        return unsent;
    }

    /** Of these, the records that live. */
    public int unsentLive() {
        return unsentLive;
    }

    /** Of these, the records of {@link Priority#FIRST}. */
    public int unsentFirst() {
        return unsentFirst;
    }

    @Override
    public String toString() {
        return "sent " + Arrays.toString(sentVersion) + ", unsent " + unsent;
    }
}
