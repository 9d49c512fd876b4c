package org.bridgewall.ha.sim.election;

import static org.bridgewall.ha.sim.election.SimulatedCluster.MILLI;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.group.GroupState;
import org.bridgewall.core.group.GroupStep;
import org.bridgewall.core.group.Member;
import org.bridgewall.core.group.Order;
import org.bridgewall.core.group.SyncGroup;

/**
 * One seeded story of two nodes with two instances in a sync group: faults of nodes, and of one
 * instance alone; then quiet, in which one node must lead both instances and stay.
 *
 * <p>Each instance has a wire of its own; the invariants of each are those of {@link
 * SimulatedCluster}.
 */
public final class GroupSimulation {
    private static final int FAULTS = 12;
    private static final long SETTLE = 20_000 * MILLI;
    private static final long STAY = 2_500 * MILLI;

    /** By when the last member must know that one has no path. */
    private static final long TOLD = 30 * MILLI;

    /** How late the group hears of a change. */
    private static final long TURN = 2 * MILLI;

    private final RandomGenerator random;
    private final Map<String, SimulatedCluster> instances = new HashMap<>();
    private final List<String> names = List.of("inside", "outside");
    private final Map<String, SyncGroup> groups = new HashMap<>();
    private final Map<String, GroupState> states = new HashMap<>();
    private final boolean partial;
    private final Map<String, Integer> lives = new HashMap<>();

    /** For how long a node has been at work with a member that has no path, in nanoseconds. */
    private final long[] lonely = new long[2];

    private GroupSimulation(long seed, boolean partial) {
        this.partial = partial;
        random = new SplittableRandom(seed);
        List<ElectionConfig> configs = new ArrayList<>();
        for (String node : List.of("b1", "b2")) {
            configs.add(
                    ElectionConfig.bridge(node, 7, 100 + random.nextInt(3))
                            .with(c -> c.health = ElectionSimulation.RULES));
            groups.put(node, new SyncGroup(node, names, partial));
        }
        for (String name : names) {
            instances.put(name, new SimulatedCluster(configs, random));
        }
    }

    /**
     * Runs one seed.
     *
     * @param partial members that have a path may go on where no node has one for all
     * @return how often a group was split and came together by a planned hand-over
     * @throws RuntimeException with the trace when an invariant does not hold
     */
    public static long run(long seed, boolean partial) {
        return new GroupSimulation(seed, partial).story();
    }

    private long story() {
        for (int node = 0; node < 2; node++) {
            start(node);
        }
        long moves = advance(1_500 * MILLI);
        for (int i = 0; i < FAULTS; i++) {
            fault();
            moves += advance(random.nextLong(10, 1_500) * MILLI);
        }
        instances.values().forEach(ElectionSimulation::heal);
        long together = 0;
        for (long passed = 0; passed < SETTLE && together < STAY; passed += TURN) {
            moves += advance(TURN);
            together = together() ? together + TURN : 0;
        }
        SimulatedCluster inside = cluster("inside");
        inside.check(
                together >= STAY,
                () ->
                        "no node leads the whole group: inside "
                                + inside.forwarder()
                                + ", outside "
                                + cluster("outside").forwarder()
                                + "\n"
                                + cluster("outside").story());
        return moves;
    }

    private SimulatedCluster cluster(String name) {
        return java.util.Objects.requireNonNull(instances.get(name));
    }

    private boolean together() {
        String leader = cluster("inside").forwarder();
        return !leader.isEmpty() && leader.equals(cluster("outside").forwarder());
    }

    private List<SimulatedNode> both(int node) {
        return names.stream().map(name -> cluster(name).nodes.get(node)).toList();
    }

    private void start(int node) {
        for (String name : names) {
            SimulatedCluster cluster = cluster(name);
            SimulatedNode one = cluster.nodes.get(node);
            if (!one.running) {
                one.start(cluster.now);
            }
        }
    }

    private long advance(long nanos) {
        long moves = 0;
        for (long passed = 0; passed < nanos; passed += TURN) {
            instances.values().forEach(cluster -> cluster.run(TURN));
            moves += turn(0) + turn(1);
            checkAllOrNothing(0);
            checkAllOrNothing(1);
        }
        return moves;
    }

    /** One turn of a node's group: what its elections have come to is told to the others. */
    private long turn(int node) {
        long moves = 0;
        for (String name : names) {
            SimulatedCluster cluster = cluster(name);
            SimulatedNode one = cluster.nodes.get(node);
            if (!one.running || one.frozen) {
                continue;
            }
            GroupState state = states.getOrDefault(one.name, GroupState.INITIAL);
            if (lives.getOrDefault(one.name, 0) != one.life) {
                lives.put(one.name, one.life);
                state = GroupState.INITIAL;
            }
            SyncGroup group = java.util.Objects.requireNonNull(groups.get(one.name));
            Member view = Member.of(one.config(), one.state, cluster.now);
            GroupStep step = group.step(state, name, view, cluster.now);
            states.put(one.name, step.next());
            for (Order order : step.orders()) {
                cluster(order.member()).nodes.get(node).tell(order.input());
                moves += order.input() instanceof Input.SwitchoverAsked ? 1 : 0;
            }
        }
        return moves;
    }

    /** Of a group on a node at work either every member has a path, or none is led there. */
    private void checkAllOrNothing(int node) {
        boolean dark =
                both(node).stream().anyMatch(n -> !n.kernel.uplinkUp || !n.kernel.screenedUp);
        boolean atWork =
                both(node).stream()
                        .allMatch(
                                n -> n.running && !n.frozen && n.state.node().role() != Role.INIT);
        if (partial || !dark || !atWork) {
            lonely[node] = 0;
            return;
        }
        lonely[node] += TURN;
        for (SimulatedNode one : both(node)) {
            SimulatedCluster cluster = one.cluster();
            cluster.check(
                    lonely[node] < TOLD || !one.kernel.gateOpen(cluster.now),
                    () -> one.name + ": leads a part of its group\n" + cluster.story());
        }
    }

    private void fault() {
        int node = random.nextInt(2);
        String one = names.get(random.nextInt(2));
        SimulatedNode alone = cluster(one).nodes.get(node);
        int kind = random.nextInt(14);
        instances
                .values()
                .forEach(c ->
                        c.trace(c.now, "----", "fault " + kind + " on " + alone.name + " " + one));
        switch (kind) {
            case 0 -> both(node).forEach(SimulatedNode::kill);
            case 1, 2 -> start(node);
            case 3 -> both(node).forEach(n -> n.frozen = true);
            case 4 -> both(node).forEach(n -> n.frozen = false);
            case 5 -> ElectionSimulation.leg(alone, random.nextBoolean(), false);
            case 6 -> {
                ElectionSimulation.leg(alone, true, true);
                ElectionSimulation.leg(alone, false, true);
            }
            case 7 -> {
                double loss = random.nextDouble() * 0.5;
                instances.values().forEach(c -> c.loss = loss);
            }
            case 8 -> ElectionSimulation.cut(cluster(one), random, "sync");
            case 9 -> instances.values().forEach(c -> c.cutPaths.clear());
            case 10 -> ElectionSimulation.track(alone, random);
            // The loop guard, or whoever, shuts the gate of one instance.
            case 11 -> alone.kernel.gateDeadline = 0;
            case 12 -> both(node).forEach(n -> n.tell(new Input.SwitchoverAsked("")));
            default -> {
                boolean proven = random.nextInt(4) != 0;
                both(node).forEach(n -> n.tell(new Input.ReplicaReported(proven)));
            }
        }
    }
}
