package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.agent.netlink.bridge.FdbEntry;
import org.bridgewall.agent.netlink.bridge.FdbEvent;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From what the bridge learns into the internal cache, so that a peer that takes over can re-aim
 * the switches.
 *
 * <p>A host that the bridge forgets stays for as long as switches commonly remember: a pulled cable
 * makes the bridge forget all that was behind it, and just those hosts must be announced by the
 * node that takes over. The switch on the other side still aims at this one. For the same reason a
 * host that this node has announced counts as its own, though it has not spoken since: the switches
 * aim at this node for it, and the next one to take over must know.
 *
 * <p>Thread rule: {@link #accept} on the monitor's thread; it only enqueues.
 */
public final class HostIntake implements OwnHosts {
    private static final Logger log = LoggerFactory.getLogger(HostIntake.class);

    /** The ageing time that IEEE 802.1D recommends to bridges (802.1D-2004 table 7-5). */
    private static final long LINGER_NANOS = 300_000_000_000L;

    private final int vrid;
    private final List<String> ports;
    private final Consumer<Consumer<InternalCache>> replication;

    /**
     * Keys in the cache, which several instances share. Touched on the replication thread alone.
     */
    private final Set<ByteBuffer> known = new HashSet<>();

    /** Of these, those that the bridge has now. */
    private final Set<ByteBuffer> learned = new HashSet<>();

    /** Of these, those that the bridge has forgotten, and when. */
    private final Map<ByteBuffer, Long> forgotten = new HashMap<>();

    /**
     * @param ports the uplink first; the position is the leg
     */
    public HostIntake(int vrid, List<String> ports, ReplicationLoop loop) {
        this(
                vrid,
                ports,
                change -> {
                    var _ =
                            loop.submit(node -> {
                                change.accept(node.internal());
                                return true;
                            });
                });
    }

    /**
     * @param replication runs something on the replication thread
     */
    HostIntake(int vrid, List<String> ports, Consumer<Consumer<InternalCache>> replication) {
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
                        entries.forEach(entry -> gone.remove(key(entry)));
                        gone.forEach(this::forget);
                        entries.forEach(entry -> put(cache, entry));
                    });
            case FdbEvent.FdbLearned(FdbEntry entry) -> change(cache -> put(cache, entry));
            case FdbEvent.FdbForgotten(FdbEntry entry) -> change(cache -> forget(key(entry)));
            case FdbEvent.FdbMonitorFailed failed ->
                    log.error("forwarding database: {}", failed.cause().getMessage());
        }
    }

    @Override
    public CompletableFuture<List<LearnedHost>> all() {
        CompletableFuture<List<LearnedHost>> answer = new CompletableFuture<>();
        change(cache -> answer.complete(hosts(cache)));
        return answer;
    }

    @SuppressWarnings("ByteBufferBackingArray") // each wraps a whole array
    private List<LearnedHost> hosts(InternalCache cache) {
        List<LearnedHost> hosts = new ArrayList<>();
        RecordView view = new RecordView();
        for (ByteBuffer key : known) {
            byte[] bytes = key.array();
            if (cache.find(RecordTypes.HOST, bytes, 0, bytes.length, view)) {
                HostRecord.host(vrid, view.key(), view.value()).ifPresent(hosts::add);
            }
        }
        return hosts;
    }

    @Override
    public void adopt(List<LearnedHost> announced) {
        if (!announced.isEmpty()) {
            change(cache -> announced.forEach(host -> adopt(cache, host)));
        }
    }

    private void adopt(InternalCache cache, LearnedHost host) {
        byte[] bytes = HostRecord.key(vrid, host);
        ByteBuffer key = ByteBuffer.wrap(bytes);
        if (known.add(key)) {
            put(cache, bytes, host.leg());
        }
        if (!learned.contains(key)) {
            forgotten.put(key, System.nanoTime());
        }
    }

    private void change(Consumer<InternalCache> change) {
        replication.accept(cache -> {
            change.accept(cache);
            dropOld(cache);
        });
    }

    private ByteBuffer key(FdbEntry entry) {
        return ByteBuffer.wrap(HostRecord.key(vrid, entry));
    }

    private void forget(ByteBuffer key) {
        learned.remove(key);
        if (known.contains(key)) {
            forgotten.putIfAbsent(key, System.nanoTime());
        }
    }

    private void dropOld(InternalCache cache) {
        long now = System.nanoTime();
        List<ByteBuffer> old =
                forgotten.entrySet().stream()
                        .filter(each -> now - each.getValue() >= LINGER_NANOS)
                        .map(Map.Entry::getKey)
                        .toList();
        old.forEach(key -> remove(cache, key));
    }

    @SuppressWarnings("ByteBufferBackingArray") // each wraps a whole array
    private void remove(InternalCache cache, ByteBuffer key) {
        known.remove(key);
        forgotten.remove(key);
        byte[] bytes = key.array();
        cache.remove(RecordTypes.HOST, bytes, 0, bytes.length, System.nanoTime());
    }

    private void put(InternalCache cache, FdbEntry entry) {
        int leg = ports.indexOf(entry.portName());
        if (leg < 0) {
            return;
        }
        byte[] bytes = HostRecord.key(vrid, entry);
        ByteBuffer key = ByteBuffer.wrap(bytes);
        known.add(key);
        learned.add(key);
        forgotten.remove(key);
        put(cache, bytes, leg);
    }

    private static void put(InternalCache cache, byte[] key, int leg) {
        byte[] value = HostRecord.value(leg);
        cache.put(
                RecordTypes.HOST, key, 0, key.length, value, 0, value.length, 0, System.nanoTime());
    }
}
