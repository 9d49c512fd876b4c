package org.bridgewall.ha.sim.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.Session;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/** A node with a kernel table of its own, from which the real {@link SyncNode} is fed. */
final class SimulatedNode {
    /** Takes a datagram from here to a peer, both by number. */
    interface Wire {
        void send(int to, int path, byte[] datagram, int length);
    }

    private static final int TYPE = 1;
    private static final String[] NAMES = {"node0", "node1", "node2"};

    private final int index;
    private final ScenarioPlan plan;
    private final Wire wire;
    private final RandomGenerator random;
    private final List<Integer> peers = new ArrayList<>();
    private final KernelTable table = new KernelTable();

    /** Not every node is of the version that writes compactly. */
    private final boolean compact;

    private SyncNode node;
    private DatagramSeal seal;
    private long boot;
    private long values;
    private long pausedUntilNanos;
    private long dueNanos;

    SimulatedNode(int index, ScenarioPlan plan, KeyRing keys, Wire wire, RandomGenerator random) {
        this.index = index;
        this.plan = plan;
        this.wire = wire;
        this.random = random;
        for (int i = 0; i < plan.nodes(); i++) {
            if (i != index) {
                peers.add(i);
            }
        }
        compact = random.nextInt(4) != 0;
        boot = 1;
        seal = seal(keys);
        node = process(0);
    }

    static String name(int index) {
        return NAMES[index];
    }

    private DatagramSeal seal(KeyRing keys) {
        List<String> names = peers.stream().map(SimulatedNode::name).toList();
        SealIdentity identity = new SealIdentity("sim", name(index), boot, names);
        return plan.sealed()
                ? new AesGcmSeal(FrameKind.REPLICATION, identity, keys)
                : new PlainSeal(FrameKind.REPLICATION, identity);
    }

    private SyncNode process(long nowNanos) {
        List<String> paths = new ArrayList<>();
        for (int path = 0; path < plan.paths(); path++) {
            paths.add("path" + path);
        }
        int width = plan.paths();
        SyncNode fresh =
                new SyncNode(
                        SessionConfig.defaults(name(index), boot)
                                .with(change ->
                                        change.mode(plan.mode())
                                                .compact(compact)
                                                .tombstoneAllowance(plan.tombstoneAllowance())),
                        42,
                        seal,
                        peers.stream().map(peer -> new PeerLinks(name(peer), paths)).toList(),
                        (path, datagram, length) ->
                                wire.send(peers.get(path / width), path % width, datagram, length),
                        random,
                        nowNanos);
        table.entries().forEach((key, value) -> feed(fresh, key, value, nowNanos));
        fresh.internal().markLoaded();
        dueNanos = nowNanos;
        return fresh;
    }

    /** The process dies and comes back: its kernel table survives, its caches do not. */
    void restart(KeyRing keys, long nowNanos) {
        boot++;
        seal = seal(keys);
        node = process(nowNanos);
    }

    /** The machine dies and comes back: the kernel table is gone as well. */
    void reboot(KeyRing keys, long nowNanos) {
        table.keys().forEach(table::remove);
        restart(keys, nowNanos);
    }

    /** The key file changed. */
    void rekey(KeyRing keys) {
        if (seal instanceof AesGcmSeal sealed) {
            sealed.rekey(keys);
        }
    }

    void pause(long untilNanos) {
        pausedUntilNanos = untilNanos;
    }

    boolean paused(long nowNanos) {
        return nowNanos - pausedUntilNanos < 0;
    }

    /** One random change of the kernel table. */
    void change(long nowNanos) {
        String key = "key-" + random.nextInt(plan.keys());
        if (table.contains(key) && random.nextInt(3) == 0) {
            remove(key, nowNanos);
        } else {
            put(key, nowNanos);
        }
        dueNanos = Math.min(dueNanos, nowNanos + 2_000_000);
    }

    private void put(String key, long nowNanos) {
        String value = name(index) + "-" + values++ + "x".repeat(random.nextInt(60));
        table.put(key, value);
        feed(node, key, value, nowNanos);
    }

    private void remove(String key, long nowNanos) {
        table.remove(key);
        byte[] bytes = KernelTable.bytes(key);
        node.internal().remove(TYPE, bytes, 0, bytes.length, nowNanos);
    }

    /** The kernel's table goes all at once (the node was demoted and flushed it). */
    void flushTable(long nowNanos) {
        table.keys().forEach(key -> remove(key, nowNanos));
    }

    /** Everything that lives changes at once. */
    void touchAll(long nowNanos) {
        table.keys().forEach(key -> put(key, nowNanos));
        dueNanos = nowNanos;
    }

    private static void feed(SyncNode to, String key, String value, long nowNanos) {
        byte[] k = KernelTable.bytes(key);
        byte[] v = KernelTable.bytes(value);
        to.internal().put(TYPE, k, 0, k.length, v, 0, v.length, 600, nowNanos);
    }

    void receive(int from, int path, byte[] datagram, long nowNanos) {
        int local = peers.indexOf(from) * plan.paths() + path;
        node.onDatagram(local, datagram, 0, datagram.length, nowNanos);
        dueNanos = Math.min(dueNanos, nowNanos + random.nextLong(2_000_000));
    }

    void poll(long nowNanos) {
        long next = node.poll(nowNanos);
        dueNanos = nowNanos + Math.max(next, 500_000);
    }

    long dueNanos() {
        return Math.max(dueNanos, pausedUntilNanos);
    }

    /** Somebody writes nonsense into what is held of a peer: other, additional, missing records. */
    void tamper(int owner, long nowNanos) {
        ExternalCache held = external(owner);
        for (int i = random.nextInt(8); i >= 0; i--) {
            byte[] key = KernelTable.bytes("key-" + random.nextInt(plan.keys()));
            if (random.nextBoolean()) {
                byte[] value = {(byte) i, 'e', 'v', 'i', 'l'};
                held.put(TYPE, key, 0, key.length, value, 0, value.length, 600, nowNanos);
            } else {
                held.remove(TYPE, key, 0, key.length);
            }
        }
    }

    /** What is held of a peer holds a record that the peer never had. */
    void forge(int owner, long nowNanos) {
        byte[] key = KernelTable.bytes("forged");
        external(owner).put(TYPE, key, 0, key.length, key, 0, key.length, 600, nowNanos);
    }

    /** A bit flips in the memory of what is held of a peer, and no digest is told. */
    void damage(int owner) {
        int chosen = random.nextInt(Math.max(1, external(owner).size()));
        boolean key = random.nextBoolean();
        int[] at = {0};
        external(owner)
                .forEach(
                        0,
                        view -> {
                            if (at[0]++ == chosen) {
                                view.bytes()[key ? view.keyOffset() : view.valueOffset()] ^= 1;
                            }
                        });
    }

    List<Integer> peers() {
        return peers;
    }

    /** What this node holds of a peer. */
    ExternalCache external(int owner) {
        return node.external(NAMES[owner]).orElseThrow();
    }

    Session session(int peer) {
        return node.session(NAMES[peer]).orElseThrow();
    }

    SyncNode sync() {
        return node;
    }

    KernelTable table() {
        return table;
    }

    /** Key and value of every entry of the table. */
    Map<String, String> entries() {
        return table.entries();
    }
}
