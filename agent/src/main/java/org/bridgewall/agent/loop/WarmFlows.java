package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.ExternalCacheListener;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.FlowSnapshot;

/**
 * What of the replica a warm standby has in its kernel and what it has still to write. State, not a
 * log: a flow waits once however often it changes, and is written as it is when its turn comes.
 *
 * <p>Thread rule: the replication thread.
 */
final class WarmFlows {
    /** A flow that lives shorter is never written. */
    static final long SETTLE_NANOS = 500_000_000L;

    /** Written anew when the kernel would forget it within this time. */
    static final int REFRESH_SECONDS = 15;

    private static final long SCAN_NANOS = 5_000_000_000L;

    private final int floorSeconds;
    private final long originNanos;
    private final WarmLedger ledger = new WarmLedger();
    private final WarmQueue queue = new WarmQueue();
    private final Map<ByteBuffer, byte[]> hosts = new HashMap<>();
    private final Set<ByteBuffer> expectations = new HashSet<>();
    private final RecordView view = new RecordView();
    private FlowSnapshot deletions = new FlowSnapshot();
    private List<ExternalCache> caches = List.of();
    private long scanNanos;

    /**
     * @param floorSeconds what a commit gives a flow at least
     */
    WarmFlows(int floorSeconds, long nowNanos) {
        this.floorSeconds = floorSeconds;
        this.originNanos = nowNanos;
        this.scanNanos = nowNanos;
    }

    /**
     * What is to be done next, ready for another thread.
     *
     * @param outdated to be deleted first: a commit never replaces an entry
     * @param current to be created
     */
    record Batch(FlowSnapshot outdated, FlowSnapshot current) {
        boolean isEmpty() {
            return outdated.size() == 0 && current.size() == 0;
        }
    }

    /** Begins with a kernel that holds nothing of these caches. */
    void follow(List<ExternalCache> replica, long nowNanos) {
        forget();
        caches = List.copyOf(replica);
        for (ExternalCache cache : caches) {
            cache.forEach(nowNanos, record -> stored(cache, record, nowNanos - SETTLE_NANOS));
            cache.listen(
                    new ExternalCacheListener() {
                        @Override
                        public void stored(RecordView record) {
                            WarmFlows.this.stored(cache, record, System.nanoTime());
                        }

                        @Override
                        public void removed(RecordView record) {
                            WarmFlows.this.removed(cache, record);
                        }
                    });
        }
    }

    /** What was written belongs to the kernel from now on. */
    void forget() {
        caches.forEach(cache -> cache.listen(ExternalCacheListener.NONE));
        caches = List.of();
        ledger.clear();
        queue.clear();
        hosts.clear();
        expectations.clear();
        deletions = new FlowSnapshot();
    }

    private void stored(ExternalCache cache, RecordView record, long nowNanos) {
        if (record.type() == RecordTypes.FLOW) {
            queue.add(hash(cache, record), nowNanos);
        } else if (record.type() == RecordTypes.HOST) {
            hosts.put(ByteBuffer.wrap(record.key()), record.value());
        } else if (record.type() == RecordTypes.EXPECTATION) {
            expectations.add(ByteBuffer.wrap(record.key()));
        }
    }

    private void removed(ExternalCache cache, RecordView record) {
        if (record.type() == RecordTypes.HOST) {
            hosts.remove(ByteBuffer.wrap(record.key()));
            return;
        }
        if (record.type() == RecordTypes.EXPECTATION && caches.size() == 1) {
            expectations.remove(ByteBuffer.wrap(record.key()));
        }
        if (record.type() != RecordTypes.FLOW) {
            return;
        }
        long hash = hash(cache, record);
        for (ExternalCache other : caches) {
            if (other != cache && other.findByHash(hash, RecordTypes.FLOW, 0, view)) {
                queue.add(hash, System.nanoTime());
                return;
            }
        }
        queue.cancel(hash);
        if (ledger.remove(hash)) {
            deletions.add(record.key(), record.value(), 0);
        }
    }

    private static long hash(ExternalCache cache, RecordView record) {
        return cache.keyHash(record.type(), record.bytes(), record.keyOffset(), record.keyLength());
    }

    /**
     * Takes what is due: all deletions, and at most so many flows to be written.
     *
     * @param all also what has not settled yet
     */
    Batch take(int limit, boolean all, long nowNanos) {
        int now = seconds(nowNanos);
        if (nowNanos - scanNanos >= SCAN_NANOS) {
            scanNanos = nowNanos;
            ledger.expiringBefore(
                    now + REFRESH_SECONDS, hash -> queue.add(hash, nowNanos - SETTLE_NANOS));
        }
        FlowSnapshot outdated = deletions;
        FlowSnapshot current = new FlowSnapshot();
        deletions = new FlowSnapshot();
        long ripe = all ? nowNanos : nowNanos - SETTLE_NANOS;
        for (int taken = 0; taken < limit && queue.ripe(ripe); taken++) {
            long hash = queue.take();
            for (ExternalCache cache : caches) {
                if (cache.findByHash(hash, RecordTypes.FLOW, nowNanos, view)) {
                    byte[] key = view.key();
                    byte[] value = view.value();
                    if (ledger.holds(hash)) {
                        outdated.add(key, value, 0);
                    }
                    current.add(key, value, Math.max(0, view.timeoutSeconds()));
                    ledger.put(hash, now + Math.max(floorSeconds, view.timeoutSeconds()));
                    break;
                }
            }
        }
        return new Batch(outdated, current);
    }

    /** Whether a flow of the kernel's table is there because it was written here. */
    boolean wrote(byte[] key, int keyLength) {
        return !caches.isEmpty()
                && ledger.holds(caches.getFirst().keyHash(RecordTypes.FLOW, key, 0, keyLength));
    }

    /** The kernel has lost a flow: it expired, or somebody deleted it. */
    void lost(byte[] key, int keyLength) {
        if (!caches.isEmpty()) {
            long hash = caches.getFirst().keyHash(RecordTypes.FLOW, key, 0, keyLength);
            if (ledger.remove(hash)) {
                queue.add(hash, System.nanoTime());
            }
        }
    }

    /** The hosts that the peers have learned, key and value of each record. */
    Map<ByteBuffer, byte[]> hosts() {
        return Map.copyOf(hosts);
    }

    /** The expectations of all peers, found without looking at the flows. */
    @SuppressWarnings("ByteBufferBackingArray") // each wraps a whole array
    List<RecordSnapshot> expectations(long nowNanos) {
        RecordSnapshot.Builder copy = new RecordSnapshot.Builder(expectations.size());
        // One that no peer has any more is found nowhere.
        for (ByteBuffer key : expectations) {
            byte[] bytes = key.array();
            for (ExternalCache cache : caches) {
                if (cache.find(RecordTypes.EXPECTATION, bytes, 0, bytes.length, nowNanos, view)) {
                    copy.add(view);
                }
            }
        }
        return List.of(copy.build());
    }

    int written() {
        return ledger.size();
    }

    int pending() {
        return queue.size();
    }

    private int seconds(long nowNanos) {
        return 1 + (int) ((nowNanos - originNanos) / 1_000_000_000L);
    }
}
