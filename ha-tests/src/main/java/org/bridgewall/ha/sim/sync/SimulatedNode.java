package org.bridgewall.ha.sim.sync;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.session.DatagramOutput;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.Session;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * A node with a kernel table of its own (a plain map, the truth), from which the real {@link
 * SyncNode} is fed. Remembers every state that its table ever had.
 */
final class SimulatedNode {
    private final String name;
    private final String peer;
    private final DatagramOutput output;
    private final RandomGenerator random;
    private final List<String> paths;
    private final int tombstoneAllowance;
    private final Map<String, String> table = new HashMap<>();
    private final Map<String, Set<String>> everHad = new HashMap<>();
    private final Set<Long> everWas = new HashSet<>();
    private SyncNode node;
    private long boot;
    private long values;
    private long pausedUntilNanos;
    private long dueNanos;
    private boolean lostReplica;

    SimulatedNode(
            String name,
            String peer,
            List<String> paths,
            DatagramOutput output,
            int tombstoneAllowance,
            RandomGenerator random) {
        this.tombstoneAllowance = tombstoneAllowance;
        this.name = name;
        this.peer = peer;
        this.paths = paths;
        this.output = output;
        this.random = random;
        everWas.add(fingerprint(table));
        node = start(0);
    }

    private SyncNode start(long nowNanos) {
        boot++;
        SealIdentity identity = new SealIdentity("sim", name, boot, List.of(peer));
        SyncNode fresh =
                new SyncNode(
                        SessionConfig.defaults(name, boot)
                                .withTombstoneAllowance(tombstoneAllowance),
                        42,
                        new PlainSeal(FrameKind.REPLICATION, identity),
                        List.of(new PeerLinks(peer, paths)),
                        output,
                        random,
                        nowNanos);
        table.forEach((key, value) -> feed(fresh, key, value, nowNanos));
        fresh.internal().markLoaded();
        dueNanos = nowNanos;
        return fresh;
    }

    /** The process dies and comes back: its kernel table survives, its caches do not. */
    void restart(long nowNanos) {
        lostReplica = false;
        node = start(nowNanos);
    }

    void pause(long untilNanos) {
        pausedUntilNanos = untilNanos;
    }

    boolean paused(long nowNanos) {
        return nowNanos - pausedUntilNanos < 0;
    }

    /** One random change of the kernel table. */
    void change(int keys, long nowNanos) {
        String key = "key-" + random.nextInt(keys);
        if (table.containsKey(key) && random.nextInt(3) == 0) {
            table.remove(key);
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            node.internal().remove(1, bytes, 0, bytes.length, nowNanos);
        } else {
            String value = name + "-" + values++ + "x".repeat(random.nextInt(60));
            table.put(key, value);
            everHad.computeIfAbsent(key, any -> new HashSet<>()).add(value);
            feed(node, key, value, nowNanos);
        }
        everWas.add(fingerprint(table));
        dueNanos = Math.min(dueNanos, nowNanos + 2_000_000);
    }

    /** The kernel's table goes all at once (the node was demoted and flushed it). */
    void flushTable(long nowNanos) {
        for (String key : List.copyOf(table.keySet())) {
            table.remove(key);
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            node.internal().remove(1, bytes, 0, bytes.length, nowNanos);
            everWas.add(fingerprint(table));
        }
    }

    private static void feed(SyncNode to, String key, String value, long nowNanos) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        to.internal().put(1, k, 0, k.length, v, 0, v.length, 600, nowNanos);
    }

    void receive(int path, byte[] datagram, long nowNanos) {
        node.onDatagram(path, datagram, 0, datagram.length, nowNanos);
        dueNanos = Math.min(dueNanos, nowNanos + random.nextLong(2_000_000));
    }

    void poll(long nowNanos) {
        long next = node.poll(nowNanos);
        dueNanos = nowNanos + Math.max(next, 500_000);
    }

    long dueNanos() {
        return Math.max(dueNanos, pausedUntilNanos);
    }

    /** What this node holds of its peer. */
    Map<String, String> replica() {
        Map<String, String> replica = new TreeMap<>();
        external()
                .forEach(
                        0,
                        view ->
                                replica.put(
                                        new String(view.key(), StandardCharsets.UTF_8),
                                        new String(view.value(), StandardCharsets.UTF_8)));
        return replica;
    }

    /** The replica is gone, and nobody was told. */
    void loseReplica() {
        external().clear();
        lostReplica = true;
    }

    /** Whether {@link #loseReplica} was called and no equality was found since. */
    boolean lostReplica(Map<String, String> replica, Map<String, String> owner) {
        lostReplica &= !replica.equals(owner);
        return lostReplica;
    }

    ExternalCache external() {
        return node.external(peer).orElseThrow();
    }

    Session session() {
        return node.session(peer).orElseThrow();
    }

    SyncNode sync() {
        return node;
    }

    Map<String, String> table() {
        return table;
    }

    boolean everHad(String key, String value) {
        return everHad.getOrDefault(key, Set.of()).contains(value);
    }

    boolean everWas(Map<String, String> state) {
        return everWas.contains(fingerprint(state));
    }

    String name() {
        return name;
    }

    private static long fingerprint(Map<String, String> state) {
        long sum = 0;
        for (Map.Entry<String, String> entry : state.entrySet()) {
            long hash = 31L * entry.getKey().hashCode() + entry.getValue().hashCode();
            hash *= 0x9e3779b97f4a7c15L;
            sum += hash ^ (hash >>> 29);
        }
        return sum * 1_000_003 + state.size();
    }
}
