package org.bridgewall.ha.sim.sync;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.bridgewall.ha.bench.sync.BenchFlows;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * One seeded outage of seconds to minutes, in one direction or both, in which little of a table
 * changes while short flows come and go. What must hold: it costs no memory, and what is sent after
 * it is bounded by what changed, not by the table, by the length of the outage, or by the flows
 * that lived and died in it.
 */
final class OutageScenario {
    private static final long MILLI = 1_000_000L;

    /** Until a sender knows that nothing comes back it may go on sending. */
    private static final long UNNOTICED_NANOS = 600 * MILLI;

    private static final int ESTABLISHED = 3;

    private final SplittableRandom random;
    private final SimulatedNetwork network;
    private final SyncNode[] nodes = new SyncNode[2];
    private final long[] dueNanos = new long[2];
    private final BenchFlows flows = new BenchFlows();
    private final int table;
    private final int shortPerSecond;
    private final long outageNanos;
    private final boolean toPeer;
    private final boolean fromPeer;
    private final Set<Integer> changed = new HashSet<>();
    private int shortBorn;
    private int shortDead;
    private int unnoticed;
    private long nowNanos;
    private long events;

    OutageScenario(long seed) {
        random = new SplittableRandom(seed);
        network = new SimulatedNetwork(random.split(), 2, 1);
        network.weather(0, 0, 0, MILLI / 10 + random.nextLong(5 * MILLI), 0);
        table = 1_000 << random.nextInt(5);
        shortPerSecond = random.nextInt(400);
        outageNanos = (1_000L << random.nextInt(10)) * MILLI;
        int direction = random.nextInt(3);
        toPeer = direction != 1;
        fromPeer = direction != 0;
        nodes[0] = node("a", "b", 0, 1);
        nodes[1] = node("b", "a", 1, 0);
        nodes[0].internal().markLoaded();
        nodes[1].internal().markLoaded();
    }

    private SyncNode node(String name, String peer, int from, int to) {
        return new SyncNode(
                SessionConfig.defaults(name, 1),
                from,
                new PlainSeal(
                        FrameKind.REPLICATION, new SealIdentity("sim", name, 1, List.of(peer))),
                List.of(new PeerLinks(peer, List.of("link"))),
                (path, datagram, length) ->
                        network.send(
                                from, to, 0, java.util.Arrays.copyOf(datagram, length), nowNanos),
                random.split(),
                nowNanos);
    }

    /** Runs it; returns the number of events. */
    long run() {
        for (int i = 0; i < table; i++) {
            flows.put(nodes[0].internal(), i, ESTABLISHED, nowNanos);
        }
        settle("at the beginning");
        live(random.nextLong(2_000) * MILLI, false);
        settle("before the outage");
        network.cut(0, 1, 0, toPeer);
        network.cut(1, 0, 0, fromPeer);
        long memory = nodes[0].internal().memoryBytes();
        int held = alive();
        int passed = shortBorn + shortDead;
        live(UNNOTICED_NANOS, true);
        unnoticed = held + shortBorn + shortDead - passed + changed.size();
        live(outageNanos, true);
        long grown = nodes[0].internal().memoryBytes() - memory;
        SessionStatus before = status();
        network.mendAll();
        settle("after the outage");
        judge(before, status(), grown);
        return events;
    }

    private void judge(SessionStatus before, SessionStatus after, long grown) {
        long sent = after.counters().recordsSent() - before.counters().recordsSent();
        // What is short-lived and was not under way is either dead without trace or lives still.
        int bound = changed.size() + unnoticed + alive() + 16;
        if (sent > bound) {
            throw broken(
                    "records sent after the outage: " + sent + " (expected: <= " + bound + ")");
        }
        if (after.counters().repairRecords() != before.counters().repairRecords()) {
            throw broken("a table that only missed changes was repaired by its digests");
        }
        // One page of the slab, and an index of twice the size at most.
        if (grown > 300_000 + 8L * table) {
            throw broken("the outage cost bytes: " + grown);
        }
        if (after.counters().sessions() != 1) {
            throw broken("a new session began");
        }
    }

    /** Time goes by: short flows come and go, and now and then a lasting one changes. */
    private void live(long nanos, boolean record) {
        long end = nowNanos + nanos;
        long step = shortPerSecond == 0 ? 100 * MILLI : 1_000 * MILLI / shortPerSecond;
        for (long next = nowNanos; next < end; next += step) {
            runUntil(next);
            if (shortPerSecond > 0) {
                flows.put(nodes[0].internal(), table + shortBorn++, ESTABLISHED, nowNanos);
                dueNanos[0] = nowNanos;
            }
            if (alive() > 20) {
                flows.remove(nodes[0].internal(), table + shortDead++, nowNanos);
            }
            if (random.nextInt(20) == 0 && changed.size() < table / 100) {
                int flow = random.nextInt(table / 100);
                flows.put(nodes[0].internal(), flow, 4 + random.nextInt(4), nowNanos);
                if (record) {
                    changed.add(flow);
                }
            }
        }
        runUntil(end);
    }

    private int alive() {
        return shortBorn - shortDead;
    }

    private void settle(String when) {
        long deadline = nowNanos + 20_000 * MILLI;
        while (!settled()) {
            if (nowNanos > deadline) {
                throw broken("not equal and proven " + when);
            }
            runUntil(nowNanos + MILLI);
        }
    }

    private boolean settled() {
        return nodes[0].holdsUpTo("b", Long.MAX_VALUE)
                && nodes[1].session("a").orElseThrow().proven()
                && nodes[1].external("a").orElseThrow().digests().root()
                        == nodes[0].internal().digests().root();
    }

    private void runUntil(long endNanos) {
        while (next() <= endNanos) {
            nowNanos = Math.max(nowNanos, next());
            events++;
            if (network.nextNanos() <= nowNanos) {
                SimulatedNetwork.Flight flight = network.take();
                byte[] datagram = flight.datagram();
                nodes[flight.to()].onDatagram(0, datagram, 0, datagram.length, nowNanos);
                dueNanos[flight.to()] = nowNanos;
            } else {
                for (int i = 0; i < 2; i++) {
                    if (dueNanos[i] <= nowNanos) {
                        dueNanos[i] = nowNanos + Math.max(MILLI / 2, nodes[i].poll(nowNanos));
                    }
                }
            }
        }
        nowNanos = Math.max(nowNanos, endNanos);
    }

    private long next() {
        return Math.min(network.nextNanos(), Math.min(dueNanos[0], dueNanos[1]));
    }

    private SessionStatus status() {
        return nodes[0].session("b").orElseThrow().status(nowNanos);
    }

    private SyncScenario.InvariantBroken broken(String what) {
        return new SyncScenario.InvariantBroken(
                "at %.3f ms: %s; table %d, %d changed, %d short flows in an outage of %d ms %s%s%n  %s"
                        .formatted(
                                nowNanos / 1e6,
                                what,
                                table,
                                changed.size(),
                                shortBorn,
                                outageNanos / MILLI,
                                toPeer ? "to the peer " : "",
                                fromPeer ? "from the peer" : "",
                                status()));
    }
}
