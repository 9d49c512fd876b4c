package org.bridgewall.ha.sim.election;

import static org.bridgewall.ha.sim.election.SimulatedCluster.MILLI;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionDraft;
import org.bridgewall.core.election.HealthRules;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.TrackGroup;
import org.bridgewall.core.election.TrackResult;
import org.bridgewall.core.election.TrackRule;
import org.bridgewall.core.election.WitnessRule;

/**
 * One seeded story: faults for a while, then quiet, in which exactly one gate must open and stay.
 */
public final class ElectionSimulation {
    private static final int FAULTS = 14;
    private static final long SETTLE = 12_000 * MILLI;
    private static final long STAY = 1_500 * MILLI;

    /** A check that is a fault, one that weighs, a number, two of which one must be well. */
    static final HealthRules RULES =
            new HealthRules(
                    List.of(
                            new TrackRule("check", new TrackRule.Cost.Fault()),
                            new TrackRule("weight", new TrackRule.Cost.Weight(-2)),
                            new TrackRule("load", new TrackRule.Cost.Factor(-60)),
                            new TrackRule("one", new TrackRule.Cost.Nothing()),
                            new TrackRule("two", new TrackRule.Cost.Nothing())),
                    List.of(
                            new TrackGroup(
                                    "either",
                                    List.of("one", "two"),
                                    1,
                                    new TrackRule.Cost.Fault())),
                    6_000 * MILLI,
                    4_000 * MILLI);

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
        WitnessRule rule = rule(random);
        List<ElectionConfig> configs = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            ElectionConfig config = ElectionConfig.bridge("b" + i, 7, 100 + random.nextInt(3));
            boolean drifts = random.nextInt(4) == 0;
            configs.add(
                    config.with(c -> {
                        if (drifts) {
                            drift(c);
                        }
                        c.health = RULES;
                        c.witness = rule;
                    }));
        }
        SimulatedCluster cluster = new SimulatedCluster(configs, random);
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

    /**
     * Other timers than the other nodes have, and preemption: shown as a warning, never two
     * masters.
     */
    private static void drift(ElectionDraft draft) {
        draft.advertNanos = 170 * MILLI;
        draft.leaseNanos = 410 * MILLI;
        draft.renewNanos = 80 * MILLI;
        draft.startupNanos = 1_100 * MILLI;
        draft.preempt = true;
        draft.preemptDelayNanos = 300 * MILLI;
    }

    private static void fault(SimulatedCluster cluster, RandomGenerator random) {
        SimulatedNode node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
        int kind = random.nextInt(18);
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
            case 11, 12 -> track(node, random);
            case 13 -> node.cure();
            case 14 -> tell(node, new Input.SwitchoverAsked(""));
            case 15 -> {
                if (!cluster.witness.cut.remove(node.name)) {
                    cluster.witness.cut.add(node.name);
                }
            }
            case 16 -> cluster.witness.slow = random.nextInt(3) == 0 ? 0 : random.nextDouble();
            default -> tell(node, new Input.ReplicaReported(random.nextBoolean()));
        }
    }

    /** Something tracked fails, or is well again. */
    static void track(SimulatedNode node, RandomGenerator random) {
        List<TrackRule> rules = RULES.tracks();
        String name = rules.get(random.nextInt(rules.size())).name();
        boolean well = random.nextInt(3) == 0;
        node.track(
                name, new TrackResult(well, well ? 0 : random.nextInt(6), well ? "well" : "ill"));
    }

    static void tell(SimulatedNode node, Input input) {
        node.tell(input);
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
    static void cut(SimulatedCluster cluster, RandomGenerator random, String path) {
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

    static void heal(SimulatedCluster cluster) {
        cluster.trace(cluster.now, "----", "faults end");
        cluster.loss = 0;
        cluster.cutPaths.clear();
        cluster.witness.cut.clear();
        cluster.witness.slow = 0;
        for (SimulatedNode node : cluster.nodes) {
            node.frozen = false;
            node.cure();
            leg(node, true, true);
            leg(node, false, true);
            if (!node.running) {
                node.start(cluster.now);
            }
        }
    }
}
