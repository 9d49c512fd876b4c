package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bridgewall.agent.netlink.bridge.FdbEntry;
import org.bridgewall.agent.netlink.bridge.FdbEvent;
import org.bridgewall.sync.cache.InternalCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From what the bridge learns into the internal cache, so that a peer that takes over can re-aim
 * the switches.
 *
 * <p>Thread rule: {@link #accept} on the monitor's thread; it only enqueues, all else is done on
 * the replication thread.
 */
public final class HostIntake {
    private static final Logger log = LoggerFactory.getLogger(HostIntake.class);

    private final int vrid;
    private final List<String> ports;
    private final ReplicationLoop replication;

    /** Keys that this instance has put: other instances have theirs in the same cache. */
    private final Set<ByteBuffer> known = new HashSet<>();

    /**
     * @param ports the uplink first; the position is the leg
     */
    public HostIntake(int vrid, List<String> ports, ReplicationLoop replication) {
        this.vrid = vrid;
        this.ports = List.copyOf(ports);
        this.replication = replication;
    }

    /** Takes what the monitor says. */
    public void accept(FdbEvent event) {
        switch (event) {
            case FdbEvent.FdbListed(List<FdbEntry> entries) ->
                    change(cache -> {
                        Set<ByteBuffer> gone = new HashSet<>(known);
                        entries.forEach(entry -> put(cache, entry));
                        entries.forEach(
                                entry -> gone.remove(ByteBuffer.wrap(HostRecord.key(vrid, entry))));
                        gone.forEach(key -> remove(cache, bytes(key)));
                    });
            case FdbEvent.FdbLearned(FdbEntry entry) -> change(cache -> put(cache, entry));
            case FdbEvent.FdbForgotten(FdbEntry entry) ->
                    change(cache -> remove(cache, HostRecord.key(vrid, entry)));
            case FdbEvent.FdbMonitorFailed failed ->
                    log.error("forwarding database: {}", failed.cause().getMessage());
        }
    }

    private void change(java.util.function.Consumer<InternalCache> change) {
        var _ =
                replication.submit(node -> {
                    change.accept(node.internal());
                    return true;
                });
    }

    private static byte[] bytes(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.get(key.position(), bytes);
        return bytes;
    }

    private void remove(InternalCache cache, byte[] key) {
        known.remove(ByteBuffer.wrap(key));
        cache.remove(RecordTypes.HOST, key, 0, key.length, System.nanoTime());
    }

    private void put(InternalCache cache, FdbEntry entry) {
        int leg = ports.indexOf(entry.portName());
        if (leg < 0) {
            return;
        }
        byte[] key = HostRecord.key(vrid, entry);
        known.add(ByteBuffer.wrap(key));
        byte[] value = HostRecord.value(leg);
        cache.put(
                RecordTypes.HOST, key, 0, key.length, value, 0, value.length, 0, System.nanoTime());
    }
}
