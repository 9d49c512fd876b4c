package org.bridgewall.ha.sim.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * One seeded run: two or three nodes, one to three paths, some seconds of virtual time with trouble
 * of every kind, then healing. {@link ReplicaCheck} holds after every event, tombstones stay within
 * their bound, and after healing every replica equals its owner's table, with proof on both sides.
 * (Without tracking nothing is mended: there every entry that changes after healing must arrive.)
 */
public final class SyncScenario {
    private static final long MILLI = 1_000_000L;
    private static final int THOROUGH_EVERY = 64;

    private final SplittableRandom random;
    private final ScenarioPlan plan;
    private final SimulatedNetwork network;
    private final SimulatedKeys keys;
    private final SimulatedNode[] nodes;
    private final List<ReplicaCheck> checks = new ArrayList<>();
    private final Trace trace;
    private final Disturbances disturbances;
    private long nowNanos;
    private long changeNanos;
    private long troubleNanos;
    private long events;
    private int arrivedAt = -1;
    private long sabotageNanos = Long.MAX_VALUE;

    public SyncScenario(long seed) {
        this(seed, false);
    }

    /**
     * @param verbose every datagram is kept in the trace
     */
    SyncScenario(long seed, boolean verbose) {
        random = new SplittableRandom(seed);
        plan = ScenarioPlan.of(random);
        trace = new Trace(verbose);
        network = new SimulatedNetwork(random.split(), plan.nodes(), plan.paths());
        keys = new SimulatedKeys(plan.nodes());
        nodes = new SimulatedNode[plan.nodes()];
        for (int i = 0; i < nodes.length; i++) {
            int from = i;
            nodes[i] =
                    new SimulatedNode(
                            i,
                            plan,
                            keys.ring(i),
                            (to, path, bytes, length) -> send(from, to, path, bytes, length),
                            random.split());
        }
        for (int holder = 0; holder < nodes.length; holder++) {
            for (int owner : nodes[holder].peers()) {
                checks.add(new ReplicaCheck(nodes, holder, owner));
            }
        }
        disturbances = new Disturbances(plan, network, keys, nodes, this::checksOf, random.split());
        trace.fault(0, plan.toString());
        trace.fault(0, disturbances.weather());
    }

    /**
     * At that time a replica is falsified, and the checks are not told: a run that does not find it
     * checks nothing.
     */
    void sabotage(long atNanos) {
        sabotageNanos = atNanos;
    }

    /** What went wrong, with the last events; thrown by {@link #run}. */
    public static final class InvariantBroken extends RuntimeException {
        InvariantBroken(String message) {
            super(message);
        }
    }

    private List<ReplicaCheck> checksOf(int holder) {
        int width = nodes.length - 1;
        return checks.subList(holder * width, (holder + 1) * width);
    }

    /** Runs it all; returns the number of events. */
    public long run() {
        while (nowNanos < plan.troubleNanos()) {
            step(true);
        }
        trace.fault(nowNanos, disturbances.heal());
        if (plan.mode() == ReplicationMode.NOTRACK) {
            settleUntracked();
        } else {
            settle();
        }
        return events;
    }

    private void settle() {
        long deadline = nowNanos + plan.healingNanos();
        while (!checks.stream().allMatch(ReplicaCheck::converged)) {
            if (nowNanos > deadline) {
                throw broken("not equal and proven so long after healing");
            }
            for (int i = 0; i < 20; i++) {
                step(false);
            }
        }
    }

    private void settleUntracked() {
        runFor(3_000 * MILLI);
        for (SimulatedNode node : nodes) {
            node.touchAll(nowNanos);
        }
        runFor(3_000 * MILLI);
        if (!checks.stream().allMatch(ReplicaCheck::covered)) {
            throw broken("changes were lost on a perfect network");
        }
    }

    private void runFor(long nanos) {
        long end = nowNanos + nanos;
        while (nowNanos < end) {
            step(false);
        }
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
        if (nowNanos >= sabotageNanos) {
            sabotageNanos = Long.MAX_VALUE;
            trace.fault(nowNanos, "sabotage");
            nodes[1].forge(0, nowNanos);
        }
        if (trouble && changeNanos <= nowNanos) {
            changeNanos = nowNanos + random.nextLong(2 * plan.changeEveryNanos());
            nodes[random.nextInt(nodes.length)].change(nowNanos);
        } else if (trouble && troubleNanos <= nowNanos) {
            troubleNanos = nowNanos + random.nextLong(600 * MILLI);
            trace.fault(nowNanos, disturbances.next(nowNanos));
        } else if (network.nextNanos() <= nowNanos) {
            deliver(network.take());
        } else {
            poll();
        }
        check();
    }

    private void send(int from, int to, int path, byte[] bytes, int length) {
        boolean sent = network.send(from, to, path, Arrays.copyOf(bytes, length), nowNanos);
        trace.event(
                nowNanos,
                () ->
                        "%d > %d path %d%s: %s"
                                .formatted(
                                        from,
                                        to,
                                        path,
                                        sent ? "" : " LOST",
                                        trace.summary(bytes, length, plan.sealed())));
    }

    private void deliver(SimulatedNetwork.Flight flight) {
        SimulatedNode to = nodes[flight.to()];
        if (!to.paused(nowNanos)) {
            byte[] datagram = flight.datagram();
            trace.event(
                    nowNanos,
                    () ->
                            "    %d < %d path %d: %s"
                                    .formatted(
                                            flight.to(),
                                            flight.from(),
                                            flight.path(),
                                            trace.summary(
                                                    datagram, datagram.length, plan.sealed())));
            arrivedAt = flight.to();
            to.receive(flight.from(), flight.path(), datagram, nowNanos);
        }
    }

    private void poll() {
        for (SimulatedNode node : nodes) {
            if (node.dueNanos() <= nowNanos) {
                node.poll(nowNanos);
            }
        }
    }

    private void check() {
        int receiver = arrivedAt;
        arrivedAt = -1;
        boolean thorough = events % THOROUGH_EVERY == 0;
        for (int i = 0; i < checks.size(); i++) {
            String fault = checks.get(i).check(checks.get(i).holds(receiver), thorough, nowNanos);
            if (!fault.isEmpty()) {
                throw broken(fault);
            }
        }
        // The limit is enforced at each poll: between two of them come at most a flush or some
        // changes.
        int limit = plan.tombstoneAllowance() + 2 * plan.keys();
        for (SimulatedNode node : nodes) {
            if (node.sync().internal().tombstones() > limit) {
                throw broken("tombstones: " + node.sync().internal().tombstones());
            }
        }
    }

    private InvariantBroken broken(String what) {
        StringBuilder replicas = new StringBuilder();
        checks.forEach(check -> replicas.append(check.describe(nowNanos)));
        return new InvariantBroken(
                "at %.3f ms, event %d: %s%s%n%s"
                        .formatted(nowNanos / 1e6, events, what, replicas, trace));
    }
}
