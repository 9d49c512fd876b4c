package org.bridgewall.sync.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node's kernel tracks, in the order in which it changed: the source of replication for
 * every peer.
 *
 * <p>Each change gives the record a new version and puts it last in the order. A peer's {@link
 * ChangeCursor} walks that order; so what a peer misses is always sent in its current state, and
 * memory is bounded by the records, never by the length of an outage. Three rules make it cheap:
 *
 * <ul>
 *   <li>a record that nobody was sent yet changes in place, and vanishes without trace if removed;
 *   <li>a removed record stays as a tombstone (key only) until every peer that may hold it has
 *       acknowledged the removal;
 *   <li>while more changes than can be sent, what nobody was sent yet waits in the order of its
 *       birth, {@link Priority#FIRST} apart from {@link Priority#LATER}: what is short-lived is
 *       gone before its turn, what lives on has it.
 * </ul>
 *
 * <p>Thread rule: the replication thread.
 */
public final class InternalCache {
    /** How many peers may have a cursor. */
    public static final int MAX_CURSORS = 15;

    /** The record is gone; only its key is left. */
    static final int TOMBSTONE = 2;

    private static final int SENT = 1;
    private static final byte[] NO_VALUE = new byte[0];

    private final RecordTable table = new RecordTable(ChangeOrder.HEADER_BYTES);
    private final List<ChangeCursor> cursors = new ArrayList<>();
    private final ChangeOrder order = new ChangeOrder(table, cursors);
    private final Holders holders = new Holders(table, cursors);
    private final ChangeTimes times = new ChangeTimes();
    private final Census census = new Census(table, order);
    private final AddressBuffer scratch = new AddressBuffer();
    private final RecordView iteration = new RecordView();
    private final long hashSeed;
    private final long[] maxSentVersion = new long[ChangeOrder.QUEUES];
    private long earlierVersion;
    private int tombstones;
    private final int[] generations = new int[256];
    private @Nullable Sweep sweep;
    private boolean loaded;
    private boolean doubtful;

    /**
     * @param hashSeed secret, and told to the peers; see {@link StateHash}
     */
    public InternalCache(long hashSeed) {
        this.hashSeed = hashSeed;
    }

    /** What the peers must hash the records of this cache with. */
    public long hashSeed() {
        return hashSeed;
    }

    /**
     * Says that the cache now holds what the kernel holds (the first dump is in). Until then
     * nothing is sent: a restarted agent must not make its peers forget.
     */
    public void markLoaded() {
        loaded = true;
    }

    /** Whether {@link #markLoaded} was called. */
    public boolean loaded() {
        return loaded;
    }

    /**
     * Says whether the cache may differ from the kernel's table beyond what is on its way (events
     * were lost). While it may, heartbeats prove nothing to the peers.
     */
    public void doubt(boolean inDoubt) {
        doubtful = inDoubt;
    }

    /** Whether the cache is loaded and not in doubt: equal to it is equal to the kernel. */
    public boolean sound() {
        return loaded && !doubtful;
    }

    /** Adds or changes a record of {@link Priority#FIRST}. */
    public boolean put(
            int type,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            int timeoutSeconds,
            long nowNanos) {
        return put(
                type,
                key,
                keyOffset,
                keyLength,
                value,
                valueOffset,
                valueLength,
                timeoutSeconds,
                Priority.FIRST,
                nowNanos);
    }

    /**
     * Adds or changes a record. Returns whether it changed; a new timeout or priority alone is kept
     * but is no change.
     *
     * @param type 0..255
     * @throws IllegalArgumentException if key and value together exceed 1024 bytes
     */
    public boolean put(
            int type,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            int timeoutSeconds,
            Priority priority,
            long nowNanos) {
        long hash = StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
        int address = table.find(hash, type, key, keyOffset, keyLength);
        boolean later = priority == Priority.LATER;
        if (address == 0) {
            address = table.insert(hash, type, key, keyOffset, keyLength, valueLength);
            table.setValue(address, value, valueOffset, valueLength);
            table.setFlags(address, generations[type]);
            append(address, later ? ChangeOrder.LATE : ChangeOrder.FRESH, later, nowNanos);
        } else if (isTombstone(address)) {
            tombstones--;
            holders.set(address, 0);
            address = changeValue(address, value, valueOffset, valueLength);
            change(address, SENT | generations[type], later, nowNanos);
        } else {
            table.setTimeoutSeconds(address, timeoutSeconds);
            markSeen(address, type);
            if (table.valueEquals(address, value, valueOffset, valueLength)) {
                return false;
            }
            census.leaves(address);
            address = changeValue(address, value, valueOffset, valueLength);
            change(address, table.flags(address), later, nowNanos);
        }
        table.setTimeoutSeconds(address, timeoutSeconds);
        census.joined(address);
        return true;
    }

    /** Removes a record. Returns whether it was there. */
    public boolean remove(int type, byte[] key, int keyOffset, int keyLength, long nowNanos) {
        long hash = StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
        int address = table.find(hash, type, key, keyOffset, keyLength);
        if (address == 0 || isTombstone(address)) {
            return false;
        }
        removeAt(address, nowNanos);
        return true;
    }

    private void markSeen(int address, int type) {
        int kept = table.flags(address) & ~Sweep.GENERATION;
        table.setFlags(address, kept | generations[type]);
    }

    private void removeAt(int address, long nowNanos) {
        census.leaves(address);
        int pending = mayBeHeld(address) ? holders.active() : 0;
        if (pending == 0) {
            order.unlink(address);
            table.delete(address);
            return;
        }
        int bare = changeValue(address, NO_VALUE, 0, 0);
        change(bare, SENT | TOMBSTONE, false, nowNanos);
        holders.set(bare, pending);
        tombstones++;
    }

    private int changeValue(int address, byte[] value, int offset, int length) {
        int now = table.setValue(address, value, offset, length);
        order.moved(address, now);
        return now;
    }

    /** Sent, or so old that an earlier life of this process may have sent it. */
    private boolean mayBeHeld(int address) {
        return (table.flags(address) & SENT) != 0 || order.version(address) <= earlierVersion;
    }

    /** No cursor has passed it in its present version. */
    private boolean unsentByAll(int address) {
        return order.version(address) > maxSentVersion[order.queue(address)];
    }

    /** A change of what was not sent since keeps its place: that is the coalescing. */
    private void change(int address, int flags, boolean later, long nowNanos) {
        int queue = later ? ChangeOrder.LATE : ChangeOrder.FRESH;
        int marks = flags;
        if (mayBeHeld(address)) {
            queue = ChangeOrder.HELD;
            marks |= SENT;
        }
        if (queue == order.queue(address) && unsentByAll(address)) {
            order.count(address, -1);
            table.setFlags(address, marks);
            order.setLater(address, later);
            order.count(address, 1);
        } else {
            holders.changing(address, order.version(address));
            order.unlink(address);
            table.setFlags(address, marks);
            append(address, queue, later, nowNanos);
        }
    }

    private void append(int address, int queue, boolean later, long nowNanos) {
        order.append(address, queue, later);
        times.changed(order.latest(), nowNanos);
    }

    /** As {@link #startSweep(int, RecordVisitor)}, and nobody is shown what it removes. */
    public Sweep startSweep(int type) {
        return startSweep(type, record -> {});
    }

    /**
     * Begins a set difference with a full dump of the kernel's records of one type: put each record
     * of the dump, or say that it was {@link #seen}, then take the sweep's steps. Events may be
     * applied in between. A sweep begun before for the same type is void.
     *
     * @param removing is shown each record that the sweep removes, just before
     */
    public Sweep startSweep(int type, RecordVisitor removing) {
        generations[type] = (generations[type] + Sweep.ONE_GENERATION) & Sweep.GENERATION;
        return new Sweep(this, type, generations[type], removing);
    }

    /** {@link #startSweep}, to be ended with {@link #endSweep}. */
    public void beginSweep(int type) {
        sweep = startSweep(type);
    }

    /** Removes at once what the dump did not hold. Returns how many records that were. */
    public int endSweep(long nowNanos) {
        Sweep begun = sweep;
        sweep = null;
        return begun == null ? 0 : begun.finish(nowNanos);
    }

    /** Says that a record, if it is here, is in the dump too. Returns whether it is here. */
    public boolean seen(int type, byte[] key, int keyOffset, int keyLength) {
        long hash = StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
        int address = table.find(hash, type, key, keyOffset, keyLength);
        boolean here = address != 0 && !isTombstone(address);
        if (here) {
            markSeen(address, type);
        }
        return here;
    }

    int generation(int type) {
        return generations[type];
    }

    /**
     * Removes what is of the type and of another generation, from a key hash on. Returns the last
     * hash (unsigned, inclusive) up to which that is done.
     */
    long sweep(int type, long first, int enough, RecordVisitor removing, long nowNanos) {
        long complete = table.collect(first, -1L, enough, scratch);
        for (int i = 0; i < scratch.size(); i++) {
            int address = scratch.get(i);
            boolean stale = (table.flags(address) & Sweep.GENERATION) != generations[type];
            if (stale && table.type(address) == type && !isTombstone(address)) {
                table.view(address, table.timeoutSeconds(address), false, iteration);
                removing.record(iteration);
                removeAt(address, nowNanos);
            }
        }
        return complete;
    }

    /**
     * Computes the digest of one bucket anew from what the records are now, and removes records
     * whose key is no longer theirs. Which value was damaged only the kernel can tell: the next
     * comparison with its dump puts it right. Returns whether all was well.
     */
    public boolean scrub(int bucket, long nowNanos) {
        table.collect(
                BucketDigests.firstHash(bucket),
                BucketDigests.lastHash(bucket),
                Integer.MAX_VALUE,
                scratch);
        long digest = 0;
        for (int i = 0; i < scratch.size(); i++) {
            int address = scratch.get(i);
            if (isTombstone(address)) {
                continue;
            }
            if (table.keyIsIntact(address, hashSeed)) {
                digest += table.stateHash(address);
            } else {
                removeAt(address, nowNanos);
            }
        }
        return census.digests().correct(bucket, digest);
    }

    /** Shows a live record; returns whether it is there. */
    public boolean find(int type, byte[] key, int keyOffset, int keyLength, RecordView view) {
        long hash = StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
        int address = table.find(hash, type, key, keyOffset, keyLength);
        if (address == 0 || isTombstone(address)) {
            return false;
        }
        table.view(address, table.timeoutSeconds(address), false, view);
        return true;
    }

    /** Visits every live record, in no particular order. The cache must not change meanwhile. */
    public void forEach(RecordVisitor visitor) {
        for (int slot = 0; slot < table.slots(); slot++) {
            int address = table.at(slot);
            if (address != 0 && !isTombstone(address)) {
                table.view(address, table.timeoutSeconds(address), false, iteration);
                visitor.record(iteration);
            }
        }
    }

    /** Live records of one type. */
    public int size(int type) {
        return census.size(type);
    }

    /** Live records. */
    public int size() {
        return table.size() - tombstones;
    }

    /** Live records of {@link Priority#FIRST}. */
    public int firstSize() {
        return census.first();
    }

    /** Removed records whose removal some peer has not acknowledged. */
    public int tombstones() {
        return tombstones;
    }

    /** Version of the last change. */
    public long version() {
        return order.latest();
    }

    /** Highest version that is at least {@code ageNanos} old. */
    public long versionOfAge(long ageNanos, long nowNanos) {
        return times.lastAt(nowNanos - ageNanos, order.latest());
    }

    /** When a version was given out, to a millisecond (or the oldest time still known). */
    public long timeOf(long version) {
        return times.timeOf(version);
    }

    /** Digests of the live records. */
    public BucketDigests digests() {
        return census.digests();
    }

    /** Heap bytes held. */
    public long memoryBytes() {
        return table.memoryBytes();
    }

    /** Registers a peer; its cursor is inactive until {@link ChangeCursor#activate}. */
    public ChangeCursor openCursor() {
        if (cursors.size() == MAX_CURSORS) {
            throw new IllegalStateException("peers: more than " + MAX_CURSORS);
        }
        ChangeCursor cursor = new ChangeCursor(1 << cursors.size(), this, table, order, holders);
        cursors.add(cursor);
        return cursor;
    }

    /** Everything up to now counts as sent to somebody. */
    void activated(ChangeCursor cursor) {
        java.util.Arrays.fill(maxSentVersion, order.latest());
        if (!cursor.known) {
            cursor.known = true;
            earlierVersion = order.latest();
        }
    }

    /** A peer was sent everything in a queue up to a version. */
    void sentUpTo(int queue, long newVersion) {
        maxSentVersion[queue] = Math.max(maxSentVersion[queue], newVersion);
    }

    /** A peer knows of a removal; a tombstone for which nobody else waits goes. */
    void removalKnown(int address, ChangeCursor cursor) {
        if (holders.remove(address, cursor) == 0) {
            order.unlink(address);
            table.delete(address);
            tombstones--;
        }
    }

    /** Shows a record that is about to be sent, and remembers that it was. */
    public void viewForSending(int address, RecordView view) {
        table.setFlags(address, table.flags(address) | SENT);
        table.view(address, table.timeoutSeconds(address), isTombstone(address), view);
    }

    /** Version of the record at an address. */
    public long versionAt(int address) {
        return order.version(address);
    }

    /** Whether a record did not change since it had this version. */
    public boolean isCurrent(int address, long version) {
        return order.version(address) == version;
    }

    /** Whether a record lives. */
    public boolean isLive(int address) {
        return !isTombstone(address);
    }

    /** Whether a record is of {@link Priority#FIRST}. */
    public boolean isFirst(int address) {
        return !order.isLater(address) && !isTombstone(address);
    }

    /**
     * Reads a run of the live records with key hashes in [first, limit], lowest hash first.
     *
     * @return the last hash, unsigned and inclusive, up to which the run is complete
     */
    public long collect(long first, long limit, int enough, RecordRun run) {
        return run.fill(this, table, first, limit, enough);
    }

    boolean isTombstone(int address) {
        return (table.flags(address) & TOMBSTONE) != 0;
    }
}
