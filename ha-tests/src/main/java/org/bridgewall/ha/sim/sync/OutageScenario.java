package org.bridgewall.ha.sim.sync;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.bridgewall.ha.bench.sync.BenchFlows;
import org.bridgewall.sync.session.SessionStatus;

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
    private final SimulatedPair pair;
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
        pair = new SimulatedPair(network, random, 0);
    }

    /** Runs it; returns the number of events. */
    long run() {
        for (int i = 0; i < table; i++) {
            flows.put(pair.source(), i, ESTABLISHED, pair.nowNanos());
        }
        settle("at the beginning");
        live(random.nextLong(2_000) * MILLI, false);
        settle("before the outage");
        network.cut(0, 1, 0, toPeer);
        network.cut(1, 0, 0, fromPeer);
        long memory = pair.source().memoryBytes();
        int held = alive();
        int passed = shortBorn + shortDead;
        live(UNNOTICED_NANOS, true);
        unnoticed = held + shortBorn + shortDead - passed + changed.size();
        live(outageNanos, true);
        long grown = pair.source().memoryBytes() - memory;
        SessionStatus before = pair.status();
        network.mendAll();
        settle("after the outage");
        judge(before, pair.status(), grown);
        return pair.events();
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
        long end = pair.nowNanos() + nanos;
        long step = shortPerSecond == 0 ? 100 * MILLI : 1_000 * MILLI / shortPerSecond;
        for (long next = pair.nowNanos(); next < end; next += step) {
            pair.runUntil(next);
            if (shortPerSecond > 0) {
                flows.put(pair.source(), table + shortBorn++, ESTABLISHED, pair.nowNanos());
                pair.changed(0);
            }
            if (alive() > 20) {
                flows.remove(pair.source(), table + shortDead++, pair.nowNanos());
            }
            if (random.nextInt(20) == 0 && changed.size() < table / 100) {
                int flow = random.nextInt(table / 100);
                flows.put(pair.source(), flow, 4 + random.nextInt(4), pair.nowNanos());
                if (record) {
                    changed.add(flow);
                }
            }
        }
        pair.runUntil(end);
    }

    private int alive() {
        return shortBorn - shortDead;
    }

    private void settle(String when) {
        if (!pair.settle(20_000 * MILLI)) {
            throw broken("not equal and proven " + when);
        }
    }

    private SyncScenario.InvariantBroken broken(String what) {
        return new SyncScenario.InvariantBroken(
                "at %.3f ms: %s; table %d, %d changed, %d short flows in an outage of %d ms %s%s%n  %s"
                        .formatted(
                                pair.nowNanos() / 1e6,
                                what,
                                table,
                                changed.size(),
                                shortBorn,
                                outageNanos / MILLI,
                                toPeer ? "to the peer " : "",
                                fromPeer ? "from the peer" : "",
                                pair.status()));
    }
}
