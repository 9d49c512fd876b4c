package org.bridgewall.ha.bench.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures replication without sockets: {@code [--flows N] [-o table|json]}. Prints one row per
 * figure. The processor time is that of protocol, caches and seal; the kernel's part is measured by
 * the lab.
 */
public final class SyncBenchmark {
    private record Row(String name, double value, String unit) {}

    private static final int WARM_UP_FLOWS = 50_000;

    private final List<Row> rows = new ArrayList<>();
    private final BenchFlows flows = new BenchFlows();

    private SyncBenchmark() {}

    public static void main(String[] arguments) {
        int count = 1_000_000;
        boolean json = false;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--flows" -> count = Integer.parseInt(arguments[i + 1]);
                case "-o" -> json = arguments[i + 1].equals("json");
                default -> {
                    System.err.println("usage: [--flows N] [-o table|json]");
                    System.exit(2);
                }
            }
        }
        SyncBenchmark benchmark = new SyncBenchmark();
        benchmark.run(count);
        System.out.print(json ? benchmark.json() : benchmark.table());
    }

    private void run(int count) {
        warmUp();
        memory(count);
        for (boolean sealed : new boolean[] {false, true}) {
            updates(sealed);
            shortConnections(sealed);
        }
        catchUp(count);
    }

    private void warmUp() {
        for (int round = 0; round < 6; round++) {
            BenchPair pair = new BenchPair(round % 2 == 0);
            load(pair, WARM_UP_FLOWS);
            settle(pair);
        }
    }

    private void load(BenchPair pair, int count) {
        for (int i = 0; i < count; i += 500) {
            int from = i;
            pair.onSender(() -> putAll(pair, from, Math.min(from + 500, count), 3));
            pair.turn();
        }
    }

    private void putAll(BenchPair pair, int from, int to, int state) {
        for (int i = from; i < to; i++) {
            flows.put(pair.internal(), i, state, pair.nowNanos);
        }
    }

    private void settle(BenchPair pair) {
        for (int i = 0; i < 100_000 && !pair.proven(); i++) {
            pair.turn();
        }
        if (!pair.proven()) {
            throw new IllegalStateException("not proven: " + pair.sender.status());
        }
    }

    private void memory(int count) {
        BenchPair pair = new BenchPair(false);
        load(pair, count);
        settle(pair);
        row("key and value of an IPv4 TCP flow", flows.bytes(1), "bytes");
        row("internal cache", (double) pair.internal().memoryBytes() / count, "bytes/flow");
        row("external cache", (double) pair.external().memoryBytes() / count, "bytes/flow");
    }

    /** Every event changes a flow that lives on. */
    private void updates(boolean sealed) {
        BenchPair pair = new BenchPair(sealed);
        int live = 100_000;
        load(pair, live);
        settle(pair);
        for (int round = 0; round < 2; round++) {
            pair.reset();
            for (int i = 0; i < live; i += 500) {
                int from = i;
                int state = 3 + round % 2;
                pair.onSender(() -> putAll(pair, from, from + 500, state + 1));
                pair.turn();
            }
        }
        settle(pair);
        report(sealed ? "sealed update" : "plain update", pair, live, "event");
    }

    /** Short connections: five events each, spread over a second of virtual time. */
    private void shortConnections(boolean sealed) {
        BenchPair pair = new BenchPair(sealed);
        int perTurn = 12;
        int turns = 20_000;
        for (int turn = 0; turn < turns; turn++) {
            int now = turn;
            if (turn == turns / 4) {
                pair.reset();
            }
            pair.onSender(() -> {
                for (int stage = 0; stage < BenchFlows.LIFE.length; stage++) {
                    // Established for 100 ms; the end's three states within 1 ms; then gone.
                    step(pair, now - (stage == 0 ? 0 : 50), perTurn, stage);
                }
                step(pair, now - 500, perTurn, BenchFlows.LIFE.length);
            });
            pair.turn();
        }
        settle(pair);
        long connections = (long) perTurn * turns * 3 / 4;
        report(
                sealed ? "sealed short connection" : "plain short connection",
                pair,
                connections,
                "connection");
    }

    private void step(BenchPair pair, int bornTurn, int perTurn, int stage) {
        for (int i = 0; i < perTurn && bornTurn >= 0; i++) {
            int number = bornTurn * perTurn + i;
            if (stage == BenchFlows.LIFE.length) {
                flows.remove(pair.internal(), number, pair.nowNanos);
            } else {
                flows.put(pair.internal(), number, BenchFlows.LIFE[stage], pair.nowNanos);
            }
        }
    }

    private void catchUp(int count) {
        BenchPair pair = new BenchPair(true);
        load(pair, count);
        settle(pair);
        pair.cut = true;
        for (int i = 0; i < 5_000; i++) {
            pair.turn();
        }
        int changed = count / 100;
        putAll(pair, 0, changed, 4);
        pair.cut = false;
        pair.reset();
        long before = pair.nowNanos;
        settle(pair);
        row("catch-up after 10 s, 1 % changed", (pair.nowNanos - before) / 1e6, "ms");
        row("  of it sent", pair.bytes / (double) changed, "bytes/changed flow");
    }

    private void report(String what, BenchPair pair, long count, String per) {
        row(what + ", sender", (double) pair.senderNanos / count, "ns/" + per);
        row("  receiver", (double) pair.receiverNanos / count, "ns/" + per);
        row("  sent", (double) pair.bytes / count, "bytes/" + per);
        row("  in", (double) pair.datagrams / count, "datagrams/" + per);
        row("  sender allocated", (double) pair.senderAllocated / count, "bytes/" + per);
        row("  receiver allocated", (double) pair.receiverAllocated / count, "bytes/" + per);
        row("  sender speed", 1e9 * count / pair.senderNanos, per + "s/s");
    }

    private void row(String name, double value, String unit) {
        rows.add(new Row(name, value, unit));
    }

    private String table() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append("%-40s %14.2f %s%n".formatted(row.name(), row.value(), row.unit()));
        }
        return text.toString();
    }

    private String json() {
        List<String> objects = new ArrayList<>();
        String parent = "";
        for (Row row : rows) {
            boolean nested = row.name().startsWith("  ");
            parent = nested ? parent : row.name();
            String name = nested ? parent + " / " + row.name().strip() : row.name();
            objects.add(
                    String.format(
                            Locale.ROOT,
                            "{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}",
                            name,
                            row.value(),
                            row.unit()));
        }
        return "{\"figures\":[" + String.join(",", objects) + "]}\n";
    }
}
