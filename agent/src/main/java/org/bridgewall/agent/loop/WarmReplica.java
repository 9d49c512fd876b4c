package org.bridgewall.agent.loop;

import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.ExternalCacheListener;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.cache.StateHash;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.MalformedFlowException;

/**
 * One peer's part of {@link WarmFlows}: which of its flows stand in this kernel, and which wait, by
 * key hash as that peer hashes.
 *
 * <p>Thread rule: the replication thread.
 */
final class WarmReplica implements ExternalCacheListener {
    /** With H.323 four generations (RAS, H.225, H.245, RTP). */
    private static final int GENERATIONS = 4;

    private final ExternalCache cache;
    private final WarmFlows flows;
    private final RecordView view = new RecordView();
    private final FlowCodec codec = new FlowCodec();
    private final byte[] room = new byte[FlowCodec.MAX_KEY_BYTES];
    private final Flow flow = new Flow();
    private WarmLedger ledger = new WarmLedger();
    private WarmQueue queue = new WarmQueue();

    WarmReplica(ExternalCache cache, WarmFlows flows) {
        this.cache = cache;
        this.flows = flows;
    }

    void follow(long nowNanos) {
        cache.forEach(nowNanos, record -> stored(record, nowNanos - WarmFlows.SETTLE_NANOS));
        cache.listen(this);
    }

    void forget() {
        cache.listen(NONE);
    }

    @Override
    public void stored(RecordView record) {
        stored(record, System.nanoTime());
    }

    private void stored(RecordView record, long sinceNanos) {
        if (record.type() == RecordTypes.FLOW) {
            queue.add(hash(record), sinceNanos);
        } else {
            flows.stored(record);
        }
    }

    @Override
    public void removed(RecordView record) {
        if (record.type() != RecordTypes.FLOW) {
            flows.removed(record);
            return;
        }
        long hash = hash(record);
        int expiry = ledger.expiry(hash);
        queue.cancel(hash);
        ledger.remove(hash);
        if (!flows.inherited(this, record, expiry) && expiry != 0) {
            flows.delete(record);
        }
    }

    /**
     * Takes over a flow that another peer tracks no more.
     *
     * @param expiry when the kernel would forget it, 0: it does not have it
     * @return whether this peer tracks it
     */
    boolean inherit(RecordView record, int expiry) {
        if (!find(record.bytes(), record.keyOffset(), record.keyLength())) {
            return false;
        }
        long hash = hash(record);
        if (expiry != 0) {
            ledger.put(hash, expiry);
        }
        queue.add(hash, System.nanoTime());
        return true;
    }

    @Override
    public void reseeded(long oldSeed) {
        WarmLedger oldLedger = ledger;
        WarmQueue oldQueue = queue;
        ledger = new WarmLedger();
        queue = new WarmQueue();
        long now = System.nanoTime();
        cache.forEach(
                now,
                record -> {
                    if (record.type() != RecordTypes.FLOW) {
                        return;
                    }
                    long old =
                            StateHash.ofKey(
                                    oldSeed,
                                    RecordTypes.FLOW,
                                    record.bytes(),
                                    record.keyOffset(),
                                    record.keyLength());
                    if (oldLedger.holds(old)) {
                        ledger.put(hash(record), oldLedger.expiry(old));
                    }
                    if (oldQueue.holds(old)) {
                        queue.add(hash(record), now);
                    }
                });
    }

    /** Has written anew what the kernel would forget before that second. */
    void refresh(int beforeSecond, long sinceNanos) {
        ledger.expiringBefore(beforeSecond, hash -> queue.add(hash, sinceNanos));
    }

    /** Moves what is due into a batch, until that has so many flows. */
    void take(WarmFlows.Batch into, int limit, long ripeNanos, long nowNanos) {
        while (into.current().size() < limit && queue.ripe(ripeNanos)) {
            write(queue.take(), into, nowNanos, 0);
        }
    }

    /** A master that waits goes into the same batch: of one batch masters are written first. */
    private void write(long hash, WarmFlows.Batch into, long nowNanos, int generation) {
        if (!cache.findByHash(hash, RecordTypes.FLOW, nowNanos, view)) {
            return;
        }
        byte[] key = view.key();
        byte[] value = view.value();
        if (ledger.holds(hash)) {
            into.outdated().add(key, value, 0);
        }
        into.current().add(key, value, Math.max(0, view.timeoutSeconds()));
        ledger.put(hash, flows.expiry(view.timeoutSeconds(), nowNanos));
        if (generation < GENERATIONS && readMaster(key, value)) {
            int length = codec.encodeKey(flow, room, 0);
            long master = cache.keyHash(RecordTypes.FLOW, room, 0, length);
            if (queue.cancel(master)) {
                write(master, into, nowNanos, generation + 1);
            }
        }
    }

    /** Leaves the identity of a flow's master in {@link #flow}; whether it has one. */
    private boolean readMaster(byte[] key, byte[] value) {
        try {
            codec.decodeKey(key, 0, key.length, flow);
            codec.decodeValue(value, 0, value.length, flow);
        } catch (MalformedFlowException e) {
            return false; // the commit leaves it out as well
        }
        if (!flow.master.isPresent()) {
            return false;
        }
        flow.original.copyFrom(flow.master);
        return true;
    }

    /** Whether a flow of the kernel's table is there because it was written here. */
    boolean wrote(byte[] key, int keyLength) {
        return ledger.holds(cache.keyHash(RecordTypes.FLOW, key, 0, keyLength));
    }

    /** The kernel has lost a flow. */
    void lost(byte[] key, int keyLength) {
        long hash = cache.keyHash(RecordTypes.FLOW, key, 0, keyLength);
        if (ledger.remove(hash)) {
            queue.add(hash, System.nanoTime());
        }
    }

    ExternalCache cache() {
        return cache;
    }

    int written() {
        return ledger.size();
    }

    int pending() {
        return queue.size();
    }

    long memoryBytes() {
        return ledger.memoryBytes() + queue.memoryBytes();
    }

    private boolean find(byte[] bytes, int offset, int length) {
        return cache.find(RecordTypes.FLOW, bytes, offset, length, System.nanoTime(), view);
    }

    private long hash(RecordView record) {
        return cache.keyHash(
                RecordTypes.FLOW, record.bytes(), record.keyOffset(), record.keyLength());
    }
}
