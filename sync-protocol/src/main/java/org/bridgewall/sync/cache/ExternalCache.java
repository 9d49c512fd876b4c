package org.bridgewall.sync.cache;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * What one peer's kernel tracks, kept here to be committed when this node takes over.
 *
 * <p>Thread rule: the replication thread; other threads get a {@link #snapshot}.
 */
public final class ExternalCache {
    private static final int RECEIVED = 18;
    private static final int HEADER_BYTES = 22;
    private static final long TICK_NANOS = 100_000_000L;

    private final RecordTable table = new RecordTable(HEADER_BYTES);
    private final BucketDigests digests = new BucketDigests();
    private final AddressBuffer scratch = new AddressBuffer();
    private final RecentRecords recent = new RecentRecords();
    private final RecordView iteration = new RecordView();
    private long hashSeed;
    private final long originNanos;
    private final int[] sizes = new int[256];
    private ExternalCacheListener listener = ExternalCacheListener.NONE;
    private Watcher[] watchers = {};

    /** Who hears of one type only. */
    private record Watcher(int type, ExternalCacheListener listener) {}

    /**
     * @param hashSeed what the peer hashes its records with; see {@link StateHash}
     */
    public ExternalCache(long hashSeed, long nowNanos) {
        this.hashSeed = hashSeed;
        this.originNanos = nowNanos;
    }

    /** Hashes as the peer does from now on; its process has started anew. */
    public void reseed(long newSeed) {
        if (newSeed == hashSeed) {
            return;
        }
        long oldSeed = hashSeed;
        hashSeed = newSeed;
        table.rehash(newSeed);
        digests.clear();
        for (int slot = 0; slot < table.slots(); slot++) {
            int address = table.at(slot);
            if (address != 0) {
                digests.add(table.hash(address), table.stateHash(address));
            }
        }
        listener.reseeded(oldSeed);
    }

    /** Is told of every change from now on, on the replication thread (warm standby). */
    public void listen(ExternalCacheListener newListener) {
        listener = newListener;
    }

    /**
     * Is told, beside the {@link #listen listener}, of every change of records of one type from now
     * on, for good.
     */
    public void watch(int type, ExternalCacheListener watcher) {
        watchers = Arrays.copyOf(watchers, watchers.length + 1);
        watchers[watchers.length - 1] = new Watcher(type, watcher);
    }

    /** Stores what the peer says of a record, newest word last. */
    public void put(
            int type,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            int timeoutSeconds,
            long nowNanos) {
        long hash = StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
        int address = table.find(hash, type, key, keyOffset, keyLength);
        boolean known = address != 0;
        if (!known) {
            address = table.insert(hash, type, key, keyOffset, keyLength, valueLength);
            sizes[type]++;
        }
        store(address, known, value, valueOffset, valueLength, timeoutSeconds, nowNanos);
    }

    private void store(
            int before,
            boolean known,
            byte[] value,
            int valueOffset,
            int valueLength,
            int timeoutSeconds,
            long nowNanos) {
        int type = table.type(before);
        long hash = table.hash(before);
        boolean changed = !known || !table.valueEquals(before, value, valueOffset, valueLength);
        if (known) {
            digests.subtract(hash, table.stateHash(before));
        }
        int address = table.setValue(before, value, valueOffset, valueLength);
        digests.add(hash, table.stateHash(address));
        table.setTimeoutSeconds(address, timeoutSeconds);
        setReceived(address, nowNanos);
        recent.add(address);
        if (changed) {
            table.view(address, timeoutSeconds, false, iteration);
            listener.stored(iteration);
            for (Watcher watcher : watchers) {
                if (watcher.type() == type) {
                    watcher.listener().stored(iteration);
                }
            }
        }
    }

    /** Forgets a record. Returns whether it was there. */
    public boolean remove(int type, byte[] key, int keyOffset, int keyLength) {
        long hash = StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
        int address = table.find(hash, type, key, keyOffset, keyLength);
        if (address != 0) {
            removeAt(address);
        }
        return address != 0;
    }

    /**
     * Forgets the record that a {@link References reference} names. Returns whether it was there.
     */
    public boolean removeReferenced(int type, long reference) {
        int address = table.findByReference(reference, type);
        if (address != 0) {
            removeAt(address);
        }
        return address != 0;
    }

    /**
     * Whether a {@link References reference} names a record that can take a value of that length.
     */
    public boolean knows(int type, long reference, int valueLength) {
        int address = table.findByReference(reference, type);
        return address != 0
                && table.keyLength(address) + valueLength <= RecordTable.MAX_RECORD_BYTES;
    }

    /** Stores what the peer says of a record that {@link #knows} told is here. */
    public void putReferenced(
            int type,
            long reference,
            byte[] value,
            int valueOffset,
            int valueLength,
            int timeoutSeconds,
            long nowNanos) {
        int address = table.findByReference(reference, type);
        if (address != 0) {
            store(address, true, value, valueOffset, valueLength, timeoutSeconds, nowNanos);
        }
    }

    private void removeAt(int address) {
        table.view(address, table.timeoutSeconds(address), true, iteration);
        listener.removed(iteration);
        tellWatchersOfRemoval(iteration);
        sizes[table.type(address)]--;
        digests.subtract(table.hash(address), table.stateHash(address));
        table.delete(address);
    }

    private void tellWatchersOfRemoval(RecordView view) {
        for (Watcher watcher : watchers) {
            if (watcher.type() == view.type()) {
                watcher.listener().removed(view);
            }
        }
    }

    /** Hash of a record's identity, as {@link #retainOnly} wants it. */
    public long keyHash(int type, byte[] key, int keyOffset, int keyLength) {
        return StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
    }

    /**
     * The sweep of a mark-and-sweep: forgets every record with a key hash in [first, last]
     * (unsigned, inclusive) that is not among the given hashes. Returns how many those were.
     *
     * @param hashes the first {@code count} are sorted here
     */
    public int retainOnly(long first, long last, long[] hashes, int count) {
        Arrays.sort(hashes, 0, count);
        table.collect(first, last, Integer.MAX_VALUE, scratch);
        int removed = 0;
        for (int i = 0; i < scratch.size(); i++) {
            int address = scratch.get(i);
            if (Arrays.binarySearch(hashes, 0, count, table.hash(address)) < 0) {
                removeAt(address);
                removed++;
            }
        }
        return removed;
    }

    /** Forgets what was not heard of for so long (alarm mode). Returns how many records. */
    public int expire(long ageNanos, long nowNanos) {
        scratch.clear();
        for (int slot = 0; slot < table.slots(); slot++) {
            int address = table.at(slot);
            if (address != 0 && nowNanos - receivedNanos(address) >= ageNanos) {
                scratch.add(address);
            }
        }
        for (int i = 0; i < scratch.size(); i++) {
            removeAt(scratch.get(i));
        }
        return scratch.size();
    }

    /** Shows a record; returns whether it is there. */
    public boolean find(
            int type, byte[] key, int keyOffset, int keyLength, long nowNanos, RecordView view) {
        long hash = StateHash.ofKey(hashSeed, type, key, keyOffset, keyLength);
        int address = table.find(hash, type, key, keyOffset, keyLength);
        if (address == 0) {
            return false;
        }
        table.view(address, remainingTimeoutSeconds(address, nowNanos), false, view);
        return true;
    }

    /** Shows the record whose identity has that {@link #keyHash}; returns whether it is there. */
    public boolean findByHash(long hash, int type, long nowNanos, RecordView view) {
        table.collect(hash, hash, Integer.MAX_VALUE, scratch);
        for (int i = 0; i < scratch.size(); i++) {
            int address = scratch.get(i);
            if (table.type(address) == type) {
                table.view(address, remainingTimeoutSeconds(address, nowNanos), false, view);
                return true;
            }
        }
        return false;
    }

    /** Visits every record, with its remaining timeout. The cache must not change meanwhile. */
    public void forEach(long nowNanos, RecordVisitor visitor) {
        for (int slot = 0; slot < table.slots(); slot++) {
            int address = table.at(slot);
            if (address != 0) {
                table.view(address, remainingTimeoutSeconds(address, nowNanos), false, iteration);
                visitor.record(iteration);
            }
        }
    }

    /**
     * A consistent copy of the records of one type, for another thread. Newest word first, to a
     * power of two of its age.
     */
    public RecordSnapshot snapshot(int type, long nowNanos) {
        RecordSnapshot.Builder whole = new RecordSnapshot.Builder(sizes[type]);
        for (int address : newestFirst(type, nowNanos, new BitSet())) {
            whole.add(viewed(address, nowNanos));
        }
        return whole.build();
    }

    /**
     * As {@link #snapshot(int, long)}, in pieces: another thread may read one while the next is
     * copied. The first ones are small, and do not wait until all records are in order.
     *
     * @param reader gets the pieces, none without a record
     */
    public void snapshot(int type, long nowNanos, Consumer<RecordSnapshot> reader) {
        SnapshotPieces pieces = new SnapshotPieces(reader);
        BitSet done = new BitSet();
        for (int before = 0; before < recent.size(); before++) {
            int address = recent.latest(before);
            // The header of a record that was freed is zero: it has no type.
            if (table.type(address) == type && !done.get(address)) {
                done.set(address);
                pieces.add(viewed(address, nowNanos));
            }
        }
        for (int address : newestFirst(type, nowNanos, done)) {
            pieces.add(viewed(address, nowNanos));
        }
        pieces.end();
    }

    /** Shown until the next one is. */
    private RecordView viewed(int address, long nowNanos) {
        table.view(address, remainingTimeoutSeconds(address, nowNanos), false, iteration);
        return iteration;
    }

    /**
     * Those of one type, by rank of their age; of one rank, in the order in memory.
     *
     * @param done addresses to leave out
     */
    private int[] newestFirst(int type, long nowNanos, BitSet done) {
        int[] addresses = byAddress();
        byte[] ranks = new byte[addresses.length];
        int[] next = new int[Long.SIZE + 1];
        int count = 0;
        for (int address : addresses) {
            if (!done.get(address) && table.type(address) == type) {
                byte rank = ageRank(address, nowNanos);
                addresses[count] = address;
                ranks[count++] = rank;
                next[rank + 1]++;
            }
        }
        for (int rank = 1; rank < next.length; rank++) {
            next[rank] += next[rank - 1];
        }
        int[] ordered = new int[count];
        for (int i = 0; i < count; i++) {
            ordered[next[ranks[i]]++] = addresses[i];
        }
        return ordered;
    }

    /** All records in the order in which they lie in memory: read so, they cost half the time. */
    private int[] byAddress() {
        BitSet handedOut = new BitSet();
        for (int slot = 0; slot < table.slots(); slot++) {
            handedOut.set(table.at(slot));
        }
        int[] addresses = new int[table.size()];
        int count = 0;
        // 0 is no address: it stands for the slots that are empty.
        for (int next = handedOut.nextSetBit(1); next >= 0; next = handedOut.nextSetBit(next + 1)) {
            addresses[count++] = next;
        }
        return addresses;
    }

    private byte ageRank(int address, long nowNanos) {
        long ticks = Math.max(0, (nowNanos - receivedNanos(address)) / TICK_NANOS);
        return (byte) (Long.SIZE - 1 - Long.numberOfLeadingZeros(ticks + 1));
    }

    /** Forgets everything; the next proof fails and the peer sends it again. */
    public void clear() {
        forEach(
                originNanos,
                view -> {
                    listener.removed(view);
                    tellWatchersOfRemoval(view);
                });
        table.clear();
        recent.clear();
        digests.clear();
        Arrays.fill(sizes, 0);
    }

    public int size() {
        return table.size();
    }

    /** Records of one type. */
    public int size(int type) {
        return sizes[type];
    }

    /** Digests of all records. */
    public BucketDigests digests() {
        return digests;
    }

    /**
     * Computes the digest of one bucket anew from what the records are now, and forgets records
     * whose key is no longer theirs. What was damaged in memory then differs at the next proof, and
     * the peer sends the bucket again. Returns whether all was well.
     */
    public boolean scrub(int bucket) {
        table.collect(
                BucketDigests.firstHash(bucket),
                BucketDigests.lastHash(bucket),
                Integer.MAX_VALUE,
                scratch);
        long digest = 0;
        for (int i = 0; i < scratch.size(); i++) {
            int address = scratch.get(i);
            if (table.keyIsIntact(address, hashSeed)) {
                digest += table.stateHash(address);
            } else {
                removeAt(address);
            }
        }
        return digests.correct(bucket, digest);
    }

    /** Heap bytes held. */
    public long memoryBytes() {
        return table.memoryBytes();
    }

    /**
     * What is left of the timeout. The kernel sends no event for mere traffic, so a flow in use may
     * well stand below zero here; the caller decides what that means.
     */
    private int remainingTimeoutSeconds(int address, long nowNanos) {
        long age = (nowNanos - receivedNanos(address)) / 1_000_000_000L;
        return (int) Math.max(Integer.MIN_VALUE, table.timeoutSeconds(address) - age);
    }

    private long receivedNanos(int address) {
        int ticks = Bytes.getInt(table.page(address), Slab.offset(address) + RECEIVED);
        return originNanos + ticks * TICK_NANOS;
    }

    private void setReceived(int address, long nowNanos) {
        int ticks = (int) ((nowNanos - originNanos) / TICK_NANOS);
        Bytes.putInt(table.page(address), Slab.offset(address) + RECEIVED, ticks);
    }
}
