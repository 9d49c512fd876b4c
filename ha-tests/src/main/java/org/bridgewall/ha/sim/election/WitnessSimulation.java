package org.bridgewall.ha.sim.election;

import static org.bridgewall.ha.sim.election.SimulatedCluster.MILLI;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bridgewall.core.election.WitnessRule;

/**
 * One seeded story of what only a third witness can tell: every path between the nodes is gone, the
 * data segments still join them, and a switch swallows all that the nodes send there for each
 * other. Nobody sees the other's gate. With a witness that can be reached, two gates are open only
 * until its answer has come, and exactly one is open in the end.
 */
public final class WitnessSimulation {
    private static final int FAULTS = 5;
    private static final long OVERLAP = 600 * MILLI;
    private static final long SETTLE = 15_000 * MILLI;
    private static final long STAY = 2_500 * MILLI;

    private WitnessSimulation() {}

    /**
     * Runs one seed.
     *
     * @return events performed
     * @throws RuntimeException with the trace when an invariant does not hold
     */
    public static long run(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        return run(new WitnessRule(true, random.nextBoolean(), 300 * MILLI), random);
    }

    /** The same story with another part for the witness: the control has none. */
    static long run(WitnessRule rule, RandomGenerator random) {
        SimulatedCluster cluster =
                new SimulatedCluster(random.nextInt(4) == 0 ? 3 : 2, rule, random);
        for (SimulatedNode node : cluster.nodes) {
            cluster.at(cluster.now + random.nextLong(800 * MILLI), () -> node.start(cluster.now));
        }
        cluster.run(random.nextLong(1_000, 6_000) * MILLI);
        hide(cluster);
        for (int i = 0; i < FAULTS; i++) {
            cluster.run(random.nextLong(10, 3_000) * MILLI);
            fault(cluster, random);
        }
        cluster.run(100 * MILLI);
        for (SimulatedNode node : cluster.nodes) {
            node.frozen = false;
            if (!node.running) {
                node.start(cluster.now);
            }
        }
        long[] since = {-1};
        boolean settled =
                cluster.runUntil(
                        SETTLE,
                        () -> {
                            boolean one = cluster.forwarding() == 1;
                            since[0] = !one ? -1 : since[0] < 0 ? cluster.now : since[0];
                            return one && cluster.now - since[0] >= STAY;
                        });
        cluster.check(settled, () -> "no gate opened and stayed open behind a hidden wire");
        return cluster.events;
    }

    private static void hide(SimulatedCluster cluster) {
        cluster.trace(cluster.now, "----", "every path is gone, and the wire hides the rest");
        cluster.hiddenOverlap = OVERLAP;
        cluster.wireHidden = true;
        for (SimulatedNode a : cluster.nodes) {
            for (SimulatedNode b : cluster.nodes) {
                cluster.cutPaths.add("sync:" + a.name + ">" + b.name);
                cluster.cutPaths.add("mgmt:" + a.name + ">" + b.name);
            }
        }
    }

    private static void fault(SimulatedCluster cluster, RandomGenerator random) {
        SimulatedNode node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
        int kind = random.nextInt(5);
        cluster.trace(cluster.now, "----", "fault " + kind + " on " + node.name);
        switch (kind) {
            case 0 -> node.kill();
            case 1 -> {
                if (!node.running) {
                    node.start(cluster.now);
                }
            }
            case 2 -> node.frozen = true;
            case 3 -> node.frozen = false;
            default -> {}
        }
    }
}
