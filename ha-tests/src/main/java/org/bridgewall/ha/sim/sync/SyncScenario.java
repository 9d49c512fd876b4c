package org.bridgewall.ha.sim.sync;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One seeded run: two nodes, two paths, some seconds of virtual time with trouble of every kind,
 * then healing. Invariants after every event:
 *
 * <ol>
 *   <li>a replica holds nothing that its owner never had;
 *   <li>if a replica is said to be newly proven, it equals a state that its owner's table had;
 *   <li>if a sender says that its peer holds everything, the replica equals the table now;
 *   <li>tombstones stay within their bound.
 * </ol>
 *
 * After healing both replicas equal their owners' tables, and both sides have proof of it.
 */
public final class SyncScenario {
    private static final long MILLI = 1_000_000L;
    private static final int PATHS = 2;
    private static final int TRACE_LINES = 60;

    private final SplittableRandom random;
    private final SimulatedNetwork network;
    private final SimulatedNode[] nodes = new SimulatedNode[2];
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private final boolean[] wasProven = new boolean[2];
    private final int keys;
    private final int tombstoneAllowance;
    private final long changeEveryNanos;
    private long nowNanos;
    private long changeNanos;
    private long troubleNanos;
    private long events;

    public SyncScenario(long seed) {
        random = new SplittableRandom(seed);
        network = new SimulatedNetwork(random.split(), PATHS);
        tombstoneAllowance = 4 << random.nextInt(10);
        keys = 1 << (2 + random.nextInt(9));
        changeEveryNanos = MILLI / 4 + random.nextLong(20 * MILLI);
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            nodes[i] =
                    new SimulatedNode(
                            "node" + i,
                            "node" + other,
                            List.of("sync", "mgmt"),
                            (path, datagram, length) ->
                                    network.send(
                                            other,
                                            path,
                                            java.util.Arrays.copyOf(datagram, length),
                                            nowNanos),
                            tombstoneAllowance,
                            random.split());
        }
        weather();
    }

    /** What went wrong, with the last events; thrown by {@link #run}. */
    public static final class InvariantBroken extends RuntimeException {
        InvariantBroken(String message) {
            super(message);
        }
    }

    /** Runs it all; returns the number of events. */
    public long run() {
        long troubleEnd = (2000 + random.nextLong(6000)) * MILLI;
        while (nowNanos < troubleEnd) {
            step(true);
        }
        heal();
        long deadline = nowNanos + 20_000 * MILLI;
        while (!converged()) {
            if (nowNanos > deadline) {
                throw broken("no convergence within 20 s of healing: " + difference());
            }
            step(false);
        }
        return events;
    }

    private void step(boolean trouble) {
        long next = network.nextNanos();
        for (SimulatedNode node : nodes) {
            next = Math.min(next, node.dueNanos());
        }
        if (trouble) {
            next = Math.min(next, Math.min(changeNanos, troubleNanos));
        }
        nowNanos = Math.max(nowNanos, next);
        events++;
        if (trouble && changeNanos <= nowNanos) {
            changeNanos = nowNanos + random.nextLong(2 * changeEveryNanos);
            nodes[random.nextInt(2)].change(keys, nowNanos);
        } else if (trouble && troubleNanos <= nowNanos) {
            troubleNanos = nowNanos + random.nextLong(600 * MILLI);
            disturb();
        } else if (network.nextNanos() <= nowNanos) {
            deliver(network.take());
        } else {
            poll();
        }
        check();
    }

    private void deliver(SimulatedNetwork.Flight flight) {
        SimulatedNode to = nodes[flight.to()];
        if (!to.paused(nowNanos)) {
            to.receive(flight.path(), flight.datagram(), nowNanos);
        }
    }

    private void poll() {
        for (SimulatedNode node : nodes) {
            if (node.dueNanos() <= nowNanos) {
                node.poll(nowNanos);
            }
        }
    }

    private void disturb() {
        int victim = random.nextInt(2);
        switch (random.nextInt(8)) {
            case 0, 1 -> weather();
            case 2, 3 -> {
                int path = random.nextInt(PATHS);
                boolean cut = random.nextBoolean();
                note("path " + path + " to " + nodes[victim].name() + (cut ? " cut" : " mended"));
                network.cut(victim, path, cut);
            }
            case 4 -> {
                note("all paths mended");
                network.mendAll();
            }
            case 5 -> {
                long pause = random.nextLong(2000 * MILLI);
                note(nodes[victim].name() + " pauses for " + pause / MILLI + " ms");
                nodes[victim].pause(nowNanos + pause);
            }
            case 6 -> {
                note(nodes[victim].name() + " restarts");
                nodes[victim].restart(nowNanos);
                wasProven[victim] = false;
            }
            default -> {
                if (random.nextInt(3) == 0) {
                    note(nodes[victim].name() + " flushes its table");
                    nodes[victim].flushTable(nowNanos);
                } else {
                    note(nodes[victim].name() + " loses its replica");
                    nodes[victim].loseReplica();
                }
            }
        }
    }

    private void weather() {
        double loss = random.nextBoolean() ? 0 : random.nextDouble() * 0.5;
        double repetition = random.nextBoolean() ? 0 : random.nextDouble() * 0.3;
        double disorder = random.nextBoolean() ? 0 : random.nextDouble() * 0.3;
        long delay = MILLI / 10 + random.nextLong(random.nextInt(4) == 0 ? 80 * MILLI : MILLI);
        note(
                "weather: loss %.2f, repetition %.2f, disorder %.2f, delay %d us"
                        .formatted(loss, repetition, disorder, delay / 1000));
        network.weather(loss, repetition, disorder, delay);
    }

    private void heal() {
        note("healing");
        network.mendAll();
        network.weather(0, 0, 0, MILLI / 2);
    }

    private boolean converged() {
        for (int i = 0; i < 2; i++) {
            if (!nodes[i].session().proven()
                    || !nodes[i].sync().holdsUpTo("node" + (1 - i), Long.MAX_VALUE)
                    || !nodes[i].replica().equals(nodes[1 - i].table())) {
                return false;
            }
        }
        return true;
    }

    private String difference() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            Map<String, String> replica = nodes[i].replica();
            Map<String, String> table = new TreeMap<>(nodes[1 - i].table());
            text.append("\n  replica of node" + (1 - i) + ": ")
                    .append(
                            replica.equals(table)
                                    ? "equal"
                                    : replica.size() + " of " + table.size())
                    .append(", status " + nodes[i].session().status(nowNanos));
        }
        return text.toString();
    }

    private void check() {
        for (int i = 0; i < 2; i++) {
            checkReplica(nodes[i], nodes[1 - i], i);
        }
    }

    private void checkReplica(SimulatedNode holder, SimulatedNode owner, int index) {
        boolean proven = holder.session().proven();
        boolean newlyProven = proven && !wasProven[index];
        wasProven[index] = proven;
        boolean sameSession =
                owner.session().established() && owner.session().id() == holder.session().id();
        boolean saidToHold = sameSession && owner.sync().holdsUpTo(holder.name(), Long.MAX_VALUE);
        if (newlyProven || saidToHold || events % 64 == 0) {
            Map<String, String> replica = holder.replica();
            replica.forEach((key, value) -> {
                if (!owner.everHad(key, value)) {
                    throw broken(key + " was never " + value + " at " + owner.name());
                }
            });
            if (newlyProven && !owner.everWas(replica)) {
                throw broken("proven, but " + owner.name() + "'s table was never like that");
            }
            if (saidToHold
                    && !holder.lostReplica(replica, owner.table())
                    && !replica.equals(owner.table())) {
                throw broken("acknowledged, but not held by " + holder.name() + difference());
            }
        }
        // The limit is enforced at each poll: between two of them come at most a flush or some
        // changes.
        int limit = tombstoneAllowance + 2 * keys;
        if (holder.sync().internal().tombstones() > limit) {
            throw broken("tombstones: " + holder.sync().internal().tombstones());
        }
    }

    private void note(String line) {
        trace.add("%8.1f ms  %s".formatted((double) nowNanos / MILLI, line));
        if (trace.size() > TRACE_LINES) {
            trace.removeFirst();
        }
    }

    private InvariantBroken broken(String what) {
        return new InvariantBroken(
                "at %.1f ms, event %d: %s%n%s"
                        .formatted(
                                (double) nowNanos / MILLI, events, what, String.join("\n", trace)));
    }
}
