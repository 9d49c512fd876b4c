package org.bridgewall.ha.sim.election;

import static org.bridgewall.ha.sim.election.SimulatedCluster.MILLI;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.WitnessRule;

/**
 * One seeded story: faults for a while, then quiet, in which exactly one gate must open and stay.
 */
public final class ElectionSimulation {
    private static final int FAULTS = 14;
    private static final long SETTLE = 12_000 * MILLI;
    private static final long STAY = 1_500 * MILLI;

    private ElectionSimulation() {}

    /** What one seed did. */
    public record Result(long seed, long events) {}

    /**
     * Runs one seed.
     *
     * @throws RuntimeException with the trace when an invariant does not hold
     */
    public static Result run(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int size = random.nextInt(5) == 0 ? 3 : 2;
        SimulatedCluster cluster = new SimulatedCluster(size, rule(random), random);
        for (SimulatedNode node : cluster.nodes) {
            cluster.at(cluster.now + random.nextLong(800 * MILLI), () -> node.start(cluster.now));
        }
        cluster.run(1_000 * MILLI);
        for (int i = 0; i < FAULTS; i++) {
            fault(cluster, random);
            cluster.run(random.nextLong(10, 1_500) * MILLI);
        }
        heal(cluster);
        long[] since = {-1};
        boolean settled =
                cluster.runUntil(
                        SETTLE,
                        () -> {
                            boolean one = cluster.forwarding() == 1;
                            since[0] = !one ? -1 : since[0] < 0 ? cluster.now : since[0];
                            return one && cluster.now - since[0] >= STAY;
                        });
        cluster.check(settled, () -> "no gate opened and stayed open after the faults had ended");
        return new Result(seed, cluster.events);
    }

    private static WitnessRule rule(RandomGenerator random) {
        boolean asked = random.nextBoolean();
        return asked ? new WitnessRule(true, random.nextInt(3) == 0, 300 * MILLI) : WitnessRule.OFF;
    }

    private static void fault(SimulatedCluster cluster, RandomGenerator random) {
        SimulatedNode node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
        int kind = random.nextInt(15);
        cluster.trace(cluster.now, "----", "fault " + kind + " on " + node.name);
        switch (kind) {
            case 0 -> node.kill();
            case 1, 2 -> {
                if (!node.running) {
                    node.start(cluster.now);
                }
            }
            case 3 -> node.frozen = true;
            case 4 -> node.frozen = false;
            case 5 -> leg(node, random.nextBoolean(), false);
            case 6 -> {
                leg(node, true, true);
                leg(node, false, true);
            }
            case 7 -> cluster.loss = random.nextDouble() * 0.5;
            case 8 -> cut(cluster, random, "sync");
            case 9 -> cut(cluster, random, "mgmt");
            case 10 -> cluster.cutPaths.clear();
            case 11 -> tell(node, new Input.SwitchoverAsked(""));
            case 12 -> {
                if (!cluster.witness.cut.remove(node.name)) {
                    cluster.witness.cut.add(node.name);
                }
            }
            case 13 -> cluster.witness.slow = random.nextInt(3) == 0 ? 0 : random.nextDouble();
            default -> tell(node, new Input.ReplicaReported(random.nextBoolean()));
        }
    }

    static void tell(SimulatedNode node, Input input) {
        if (node.running) {
            node.inbox.add(input);
        }
    }

    static void leg(SimulatedNode node, boolean uplink, boolean up) {
        if (uplink) {
            node.kernel.uplinkUp = up;
        } else {
            node.kernel.screenedUp = up;
        }
        tell(node, new Input.LegChanged(uplink ? "up0" : "dn0", up));
    }

    /** Cuts a path in one direction or both; sometimes the in-band frames of a leg as well. */
    private static void cut(SimulatedCluster cluster, RandomGenerator random, String path) {
        boolean both = random.nextBoolean();
        for (SimulatedNode a : cluster.nodes) {
            for (SimulatedNode b : cluster.nodes) {
                if (a != b && (both || a.name.compareTo(b.name) < 0)) {
                    cluster.cutPaths.add(path + ":" + a.name + ">" + b.name);
                }
            }
        }
        if (random.nextInt(3) == 0) {
            cluster.cutPaths.add(random.nextBoolean() ? "leg:up0" : "leg:dn0");
        }
    }

    private static void heal(SimulatedCluster cluster) {
        cluster.trace(cluster.now, "----", "faults end");
        cluster.loss = 0;
        cluster.cutPaths.clear();
        cluster.witness.cut.clear();
        cluster.witness.slow = 0;
        for (SimulatedNode node : cluster.nodes) {
            node.frozen = false;
            leg(node, true, true);
            leg(node, false, true);
            if (!node.running) {
                node.start(cluster.now);
            }
        }
    }
}
