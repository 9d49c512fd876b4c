package org.bridgewall.ha.bench.sync;

import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.InternalCache;

/** The measurements, each against a table size. */
final class BenchRuns {
    private static final int PER_TURN = 500;
    private static final int LEAST_EVENTS = 100_000;
    private static final int OUTAGE_TURNS = 5_000;
    private static final int TURNS_PER_SECOND = 500;

    private final BenchReport report;
    private final BenchFlows flows = new BenchFlows();

    BenchRuns(BenchReport report) {
        this.report = report;
    }

    /** Compiles the hot paths. */
    void warmUp() {
        for (int round = 0; round < 6; round++) {
            BenchPair pair = new BenchPair(round % 2 == 0);
            load(pair, 50_000);
            change(pair, 50_000, 4);
            settle(pair);
        }
    }

    void load(BenchPair pair, int count) {
        change(pair, count, 3);
        settle(pair);
    }

    /** Gives every flow another TCP state, so many per turn of two milliseconds. */
    void change(BenchPair pair, int count, int state) {
        for (int i = 0; i < count; i += PER_TURN) {
            int from = i;
            int to = Math.min(from + PER_TURN, count);
            pair.onSender(() -> putAll(pair, from, to, state));
            pair.turn();
        }
    }

    private void putAll(BenchPair pair, int from, int to, int state) {
        for (int i = from; i < to; i++) {
            flows.put(pair.internal(), i, state, pair.nowNanos);
        }
    }

    /** Until both sides know that the replica is right. */
    void settle(BenchPair pair) {
        for (int i = 0; i < 1_000_000 && !pair.proven(); i++) {
            pair.turn();
        }
        if (!pair.proven()) {
            throw new IllegalStateException("not proven: " + pair.sender.status());
        }
    }

    /**
     * Heap bytes per flow of an internal cache: key, state, sequence, digest, index, and the rest
     * of pages.
     */
    double internalBytesPerFlow(int count) {
        InternalCache cache = new InternalCache(1);
        for (int i = 0; i < count; i++) {
            flows.put(cache, i, 3, 0);
        }
        return (double) cache.memoryBytes() / count;
    }

    /** The same of an external cache. */
    double externalBytesPerFlow(int count) {
        ExternalCache cache = new ExternalCache(1, 0);
        for (int i = 0; i < count; i++) {
            flows.put(cache, i, 3);
        }
        return (double) cache.memoryBytes() / count;
    }

    void memory(int count) {
        report.add("key and value of an IPv4 TCP flow", "bytes", count, flows.bytes(1));
        report.add("internal cache", "bytes/flow", count, internalBytesPerFlow(count));
        report.add("external cache", "bytes/flow", count, externalBytesPerFlow(count));
    }

    /** Every event changes a flow that lives on. */
    void updates(int count, boolean sealed) {
        BenchPair pair = new BenchPair(sealed);
        load(pair, count);
        change(pair, count, 4);
        pair.reset();
        int events = 0;
        for (int state = 3; events < LEAST_EVENTS; state = 7 - state) {
            change(pair, count, state);
            events += count;
        }
        String name = sealed ? "sealed update" : "plain update";
        costs(name, "event", count, pair, events);
    }

    /** A short TCP connection as the kernel tells of it. */
    enum Connection {
        /** Asked, answered and closed within a flush window, as of a web server close by. */
        FETCH("fetch", 0),
        /** Open for a tenth of a second. */
        VISIT("visit", 50);

        private final String title;

        /** Turns between its first state and the three of its end. */
        private final int openTurns;

        Connection(String title, int openTurns) {
            this.title = title;
            this.openTurns = openTurns;
        }
    }

    /** What short connections came to: all that the link carried, both ways, per connection. */
    record LinkCost(double wireBytes, double datagrams) {}

    /** Short connections of so many a second, of which the kernel forgets each after a second. */
    LinkCost shortConnections(int count, boolean sealed, Connection kind, int perSecond) {
        BenchPair pair = new BenchPair(sealed);
        load(pair, count);
        int turns = 12_000;
        long before = 0;
        for (int turn = 0; turn < turns; turn++) {
            int now = turn;
            if (turn == turns / 4) {
                pair.reset();
                before = born(turn, perSecond);
            }
            pair.onSender(() -> live(pair, count, now, kind, perSecond));
            pair.turn();
        }
        long connections = born(turns, perSecond) - before;
        String name = "%s %s, %d/s".formatted(sealed ? "sealed" : "plain", kind.title, perSecond);
        costs(name, "connection", count, pair, connections);
        LinkCost cost =
                new LinkCost(
                        (double) pair.wireBytes() / connections,
                        (double) (pair.datagrams + pair.answers) / connections);
        report.add(name + ": on the link", "bytes/connection", count, cost.wireBytes());
        report.add(name + ": on the link", "datagrams/connection", count, cost.datagrams());
        return cost;
    }

    /** Connections that began before a turn. */
    private static long born(int turn, int perSecond) {
        return (long) turn * perSecond / TURNS_PER_SECOND;
    }

    private void live(BenchPair pair, int first, int turn, Connection kind, int perSecond) {
        for (int stage = 0; stage < BenchFlows.LIFE.length; stage++) {
            step(pair, first, turn - (stage == 0 ? 0 : kind.openTurns), perSecond, stage);
        }
        step(pair, first, turn - TURNS_PER_SECOND, perSecond, BenchFlows.LIFE.length);
    }

    private void step(BenchPair pair, int first, int bornTurn, int perSecond, int stage) {
        if (bornTurn < 0) {
            return;
        }
        long end = born(bornTurn + 1, perSecond);
        for (long i = born(bornTurn, perSecond); i < end; i++) {
            int number = first + (int) i;
            if (stage == BenchFlows.LIFE.length) {
                flows.remove(pair.internal(), number, pair.nowNanos);
            } else {
                flows.put(pair.internal(), number, BenchFlows.LIFE[stage], pair.nowNanos);
            }
        }
    }

    /** Ten seconds without a link, while so much of the table changes. */
    void catchUp(int count, int percent) {
        BenchPair pair = new BenchPair(true);
        load(pair, count);
        pair.cut = true;
        for (int i = 0; i < OUTAGE_TURNS; i++) {
            pair.turn();
        }
        int changed = Math.max(1, (int) ((long) count * percent / 100));
        putAll(pair, 0, changed, 4);
        pair.cut = false;
        pair.reset();
        long before = pair.nowNanos;
        settle(pair);
        String name = "catch-up after 10 s, %d %% changed".formatted(percent);
        report.add(name, "ms", count, (pair.nowNanos - before) / 1e6);
        report.add(name + ": sent", "bytes/changed flow", count, pair.bytes / (double) changed);
    }

    /** The sender restarts; so much of its table changed before it had read it again. */
    void restart(int count, double percent) {
        BenchPair pair = new BenchPair(true);
        load(pair, count);
        pair.restartSender();
        int changed = (int) (count * percent / 100);
        putAll(pair, 0, changed, 4);
        putAll(pair, changed, count, 3);
        pair.internal().markLoaded();
        pair.reset();
        long before = pair.nowNanos;
        settle(pair);
        String name = "restart of the sender, %.1f %% changed".formatted(percent);
        report.add(name, "ms", count, (pair.nowNanos - before) / 1e6);
        report.add(name + ": sent", "bytes/flow", count, pair.bytes / (double) count);
    }

    /** The receiver restarts with nothing and gets the whole table, in the order of hashes. */
    void restartReceiver(int count) {
        BenchPair pair = new BenchPair(true);
        load(pair, count);
        pair.restartReceiver();
        pair.reset();
        long before = pair.nowNanos;
        settle(pair);
        String name = "restart of the receiver";
        report.add(name, "ms", count, (pair.nowNanos - before) / 1e6);
        report.add(name + ": receiver", "ns/flow", count, (double) pair.receiverNanos / count);
        report.add(name + ": sent", "bytes/flow", count, pair.bytes / (double) count);
    }

    private void costs(String name, String per, int count, BenchPair pair, long events) {
        report.add(name + ": sender", "ns/" + per, count, (double) pair.senderNanos / events);
        report.add(name + ": receiver", "ns/" + per, count, (double) pair.receiverNanos / events);
        report.add(name + ": sender alone", per + "s/s", count, 1e9 * events / pair.senderNanos);
        report.add(name + ": sent", "bytes/" + per, count, (double) pair.bytes / events);
        report.add(name + ": in", "datagrams/" + per, count, (double) pair.datagrams / events);
        report.add(
                name + ": sender allocates",
                "bytes/" + per,
                count,
                (double) pair.senderAllocated / events);
        report.add(
                name + ": receiver allocates",
                "bytes/" + per,
                count,
                (double) pair.receiverAllocated / events);
    }
}
