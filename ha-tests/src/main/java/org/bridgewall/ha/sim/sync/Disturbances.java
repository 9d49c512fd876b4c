package org.bridgewall.ha.sim.sync;

import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** The faults of a scenario. Each says what it did. */
final class Disturbances {
    private static final long MILLI = 1_000_000L;

    private final ScenarioPlan plan;
    private final SimulatedNetwork network;
    private final SimulatedKeys keys;
    private final SimulatedNode[] nodes;
    private final IntFunction<List<ReplicaCheck>> checksOf;
    private final RandomGenerator random;

    /**
     * @param checksOf the checks of what a node holds, in the order of its peers
     */
    Disturbances(
            ScenarioPlan plan,
            SimulatedNetwork network,
            SimulatedKeys keys,
            SimulatedNode[] nodes,
            IntFunction<List<ReplicaCheck>> checksOf,
            RandomGenerator random) {
        this.plan = plan;
        this.network = network;
        this.keys = keys;
        this.nodes = nodes;
        this.checksOf = checksOf;
        this.random = random;
    }

    /** One fault. */
    String next(long nowNanos) {
        int victim = random.nextInt(nodes.length);
        String name = SimulatedNode.name(victim);
        return switch (random.nextInt(10)) {
            case 0, 1 -> weather();
            case 2, 3 -> cut(victim);
            case 4 -> {
                network.mendAll();
                yield "all paths mended";
            }
            case 5 -> {
                long pause = random.nextLong(2000 * MILLI);
                nodes[victim].pause(nowNanos + pause);
                yield name + " pauses for " + pause / MILLI + " ms";
            }
            case 6 -> restart(victim, nowNanos);
            case 7 -> corrupt(victim, nowNanos);
            case 8 -> burst(victim, nowNanos);
            default -> plan.sealed() ? rotate() : corrupt(victim, nowNanos);
        };
    }

    private String cut(int to) {
        int from = nodes[to].peers().get(random.nextInt(plan.nodes() - 1));
        int path = random.nextInt(plan.paths());
        boolean cut = random.nextBoolean();
        boolean both = random.nextBoolean();
        network.cut(from, to, path, cut);
        if (both) {
            network.cut(to, from, path, cut);
        }
        return "path %d %s %d %s"
                .formatted(path, from + (both ? " <>" : " >"), to, cut ? "cut" : "mended");
    }

    private String restart(int victim, long nowNanos) {
        boolean machine = random.nextInt(4) == 0;
        if (machine) {
            nodes[victim].reboot(keys.ring(victim), nowNanos);
        } else {
            nodes[victim].restart(keys.ring(victim), nowNanos);
        }
        checksOf.apply(victim).forEach(ReplicaCheck::restarted);
        return SimulatedNode.name(victim) + (machine ? " reboots" : " restarts");
    }

    private String corrupt(int victim, long nowNanos) {
        int ordinal = random.nextInt(plan.nodes() - 1);
        int owner = nodes[victim].peers().get(ordinal);
        if (plan.damage() && random.nextBoolean()) {
            checksOf.apply(victim).get(ordinal).damaged();
            nodes[victim].damage(owner);
            return "a bit flips in the memory of " + SimulatedNode.name(victim);
        }
        String whose = SimulatedNode.name(victim) + "'s replica of " + SimulatedNode.name(owner);
        checksOf.apply(victim).get(ordinal).tampered();
        if (random.nextBoolean()) {
            nodes[victim].external(owner).clear();
            return whose + " is lost";
        }
        nodes[victim].tamper(owner, nowNanos);
        return whose + " is tampered with";
    }

    private String burst(int victim, long nowNanos) {
        String name = SimulatedNode.name(victim);
        if (random.nextInt(3) == 0) {
            nodes[victim].flushTable(nowNanos);
            return name + " flushes its table";
        }
        int changes = random.nextInt(2 * plan.keys());
        for (int i = 0; i < changes; i++) {
            nodes[victim].change(nowNanos);
        }
        return name + " has a burst of " + changes + " changes";
    }

    private String rotate() {
        int node = keys.step();
        nodes[node].rekey(keys.ring(node));
        return SimulatedNode.name(node) + " gets its next key file";
    }

    /** Another weather. */
    String weather() {
        double loss = random.nextBoolean() ? 0 : random.nextDouble() * 0.5;
        double repetition = random.nextBoolean() ? 0 : random.nextDouble() * 0.3;
        double disorder = random.nextBoolean() ? 0 : random.nextDouble() * 0.3;
        long delay = MILLI / 10 + random.nextLong(random.nextInt(4) == 0 ? 80 * MILLI : MILLI);
        long bytes = random.nextInt(4) == 0 ? 20_000 + random.nextLong(500_000) : 0;
        network.weather(loss, repetition, disorder, delay, bytes);
        return "weather: loss %.2f, repetition %.2f, disorder %.2f, delay %d us, %s"
                .formatted(
                        loss,
                        repetition,
                        disorder,
                        delay / 1000,
                        bytes == 0 ? "no limit" : bytes + " B/s");
    }

    /** All is well from now on. */
    String heal() {
        network.mendAll();
        network.weather(0, 0, 0, MILLI / 2, 0);
        return "healing";
    }
}
