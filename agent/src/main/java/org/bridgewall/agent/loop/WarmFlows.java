package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bridgewall.sync.cache.ExternalCache;
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
    private final Map<ByteBuffer, byte[]> hosts = new HashMap<>();
    private final Set<ByteBuffer> expectations = new HashSet<>();
    private final RecordView view = new RecordView();
    private FlowSnapshot deletions = new FlowSnapshot();
    private List<WarmReplica> replicas = List.of();
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
    void follow(List<ExternalCache> caches, long nowNanos) {
        forget();
        replicas = caches.stream().map(cache -> new WarmReplica(cache, this)).toList();
        replicas.forEach(replica -> replica.follow(nowNanos));
    }

    /** What was written belongs to the kernel from now on. */
    void forget() {
        replicas.forEach(WarmReplica::forget);
        replicas = List.of();
        hosts.clear();
        expectations.clear();
        deletions = new FlowSnapshot();
    }

    /** What is no flow. */
    void stored(RecordView record) {
        if (record.type() == RecordTypes.HOST) {
            hosts.put(ByteBuffer.wrap(record.key()), record.value());
        } else if (record.type() == RecordTypes.EXPECTATION) {
            expectations.add(ByteBuffer.wrap(record.key()));
        }
    }

    /** What is no flow. */
    void removed(RecordView record) {
        if (record.type() == RecordTypes.HOST) {
            hosts.remove(ByteBuffer.wrap(record.key()));
        } else if (record.type() == RecordTypes.EXPECTATION && replicas.size() == 1) {
            expectations.remove(ByteBuffer.wrap(record.key()));
        }
    }

    /**
     * Whether another peer still tracks a flow.
     *
     * @param expiry when the kernel would forget it, 0: it does not have it
     */
    boolean inherited(WarmReplica from, RecordView record, int expiry) {
        for (WarmReplica other : replicas) {
            if (other != from && other.inherit(record, expiry)) {
                return true;
            }
        }
        return false;
    }

    /** A flow that was written has ended. */
    void delete(RecordView record) {
        deletions.add(record.key(), record.value(), 0);
    }

    /**
     * Takes what is due: all deletions, and about so many flows to be written.
     *
     * @param all also what has not settled yet
     */
    Batch take(int limit, boolean all, long nowNanos) {
        // A takeover does not wait for that: what is due has some seconds left.
        if (!all && nowNanos - scanNanos >= SCAN_NANOS) {
            scanNanos = nowNanos;
            int before = seconds(nowNanos) + REFRESH_SECONDS;
            replicas.forEach(replica -> replica.refresh(before, nowNanos - SETTLE_NANOS));
        }
        Batch batch = new Batch(deletions, new FlowSnapshot());
        deletions = new FlowSnapshot();
        long ripe = all ? nowNanos : nowNanos - SETTLE_NANOS;
        replicas.forEach(replica -> replica.take(batch, limit, ripe, nowNanos));
        return batch;
    }

    /** The second in which the kernel will forget a flow that is written now. */
    int expiry(int timeoutSeconds, long nowNanos) {
        return seconds(nowNanos) + Math.max(floorSeconds, timeoutSeconds);
    }

    /** Whether a flow of the kernel's table is there because it was written here. */
    boolean wrote(byte[] key, int keyLength) {
        for (WarmReplica replica : replicas) {
            if (replica.wrote(key, keyLength)) {
                return true;
            }
        }
        return false;
    }

    /** The kernel has lost a flow: it expired, or somebody deleted it. */
    void lost(byte[] key, int keyLength) {
        replicas.forEach(replica -> replica.lost(key, keyLength));
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
            for (WarmReplica replica : replicas) {
                if (replica.cache()
                        .find(RecordTypes.EXPECTATION, bytes, 0, bytes.length, nowNanos, view)) {
                    copy.add(view);
                }
            }
        }
        return List.of(copy.build());
    }

    int written() {
        return replicas.stream().mapToInt(WarmReplica::written).sum();
    }

    int pending() {
        return replicas.stream().mapToInt(WarmReplica::pending).sum();
    }

    /** Heap bytes held for flows, beside the replica itself. */
    long memoryBytes() {
        return replicas.stream().mapToLong(WarmReplica::memoryBytes).sum();
    }

    private int seconds(long nowNanos) {
        return 1 + (int) ((nowNanos - originNanos) / 1_000_000_000L);
    }
}
