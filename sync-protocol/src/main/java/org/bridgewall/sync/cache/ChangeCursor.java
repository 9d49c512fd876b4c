package org.bridgewall.sync.cache;

import java.util.Arrays;

/**
 * One peer's place in the order of changes of an {@link InternalCache}: what it was sent once, what
 * it still has to be sent, and what it is known to hold. The cache keeps it right when records
 * move.
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

    private final InternalCache cache;
    private final RecordTable table;
    private final ChangeOrder order;
    private final Holders holders;
    private int turn;
    private int unsent;
    private int unsentLive;
    private int unsentFirst;

    ChangeCursor(
            int bit, InternalCache cache, RecordTable table, ChangeOrder order, Holders holders) {
        this.bit = bit;
        this.cache = cache;
        this.table = table;
        this.order = order;
        this.holders = holders;
    }

    /** Stands behind the last change from now on, and removals wait for the peer. */
    public void activate() {
        active = true;
        earlierVersion = order.latest();
        order.skipToEnd(this);
        cache.activated(this);
    }

    /** Stands before the first change: everything is to be sent. */
    public void rewind() {
        order.rewind(this);
        setCounts(table.size(), cache.size(), cache.firstSize());
    }

    /** The peer is waited for no longer; tombstones that waited only for it go. */
    public void deactivate() {
        active = false;
        order.skipToEnd(this);
        // What was sent before stands in this queue, and no tombstone was not.
        for (int address = order.head(ChangeOrder.HELD); address != 0 && cache.tombstones() > 0; ) {
            int next = order.next(address);
            if (cache.isTombstone(address)) {
                cache.removalKnown(address, this);
            }
            address = next;
        }
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

    /**
     * Address of the next unsent record whose version is at most {@code limit}, or 0; what goes
     * first is in {@link #nextTurn}.
     */
    public int nextUnsent(long limit) {
        int address = order.unsent(this, lead, limit);
        answered = lead;
        for (int queue = 0; queue < ChangeOrder.QUEUES && address == 0; queue++) {
            address = order.unsent(this, queue, limit);
            answered = queue;
        }
        return address;
    }

    /** Version of the unsent record that changed first; beyond the last change if there is none. */
    public long oldestUnsent() {
        long oldest = order.latest() + 1;
        for (int queue = 0; queue < ChangeOrder.QUEUES; queue++) {
            int address = order.unsent(this, queue, oldest);
            oldest = address == 0 ? oldest : order.version(address);
        }
        return oldest;
    }

    /** Steps over the record that {@link #nextUnsent} gave last; it counts as sent. */
    public void advance() {
        order.advance(this, answered);
        cache.sentUpTo(answered, sentVersion[answered]);
    }

    /**
     * Shows a record that is about to be sent, and remembers that it was; with a {@link References
     * reference} where the peer needs no key: a removal of what it does not hold is none, and what
     * it acknowledged it holds.
     */
    public void viewForSending(int address, RecordView view) {
        cache.viewForSending(address, view);
        if (cache.isTombstone(address) || holders.holds(this, address, order.version(address))) {
            long reference = References.of(table.hash(address));
            if (table.findByReference(reference, table.type(address)) == address) {
                view.refer(reference);
            }
        }
    }

    /** The peer holds a record in this version; frees a tombstone for which nobody else waits. */
    public void acknowledged(int address, long version) {
        if (cache.isCurrent(address, version) && !cache.isTombstone(address)) {
            holders.add(address, this);
        }
        settled(address, version);
    }

    /**
     * Nothing more is sent of this version; as {@link #acknowledged}, but the peer may not know.
     */
    public void settled(int address, long version) {
        if (cache.isCurrent(address, version) && cache.isTombstone(address)) {
            cache.removalKnown(address, this);
        }
    }

    /** The peer did not get, or did not understand, a record in its present version. */
    public void notUnderstood(int address) {
        if (!cache.isTombstone(address)) {
            var _ = holders.remove(address, this);
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
