package org.bridgewall.ha.sim.election;

import static org.bridgewall.ha.sim.election.SimulatedCluster.MILLI;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;

/** Runs one scenario, and who plays which part in it. Thread rule: one thread. */
final class SimulatedStage {
    private static final long SETTLE = 12_000 * MILLI;
    private static final long STAY = 1_000 * MILLI;

    final SimulatedCluster cluster;

    /** Advert interval in units of the default: what scenarios wait for takes so much longer. */
    private final double slowness;

    private SimulatedNode master;
    private List<SimulatedNode> standbys;

    private SimulatedStage(Scenario scenario, long seed) {
        slowness = scenario.slowness();
        cluster = SimulatedCluster.of(scenario, new SplittableRandom(seed));
        cluster.commitsFail = false;
        for (SimulatedNode node : cluster.nodes) {
            node.start(cluster.now);
        }
        settle();
        master = leader();
        standbys = cluster.nodes.stream().filter(node -> node != master).toList();
        standbys.forEach(node -> tell(node, new Input.ReplicaReported(true)));
        // From any moment between two adverts.
        pass(1_000 + cluster.random.nextLong(100));
    }

    /**
     * Plays it.
     *
     * @return the longest time in which nothing carried frames, in nanoseconds
     * @throws RuntimeException with the trace when something is not as it must be
     */
    static long play(Scenario scenario, long seed) {
        SimulatedStage stage = new SimulatedStage(scenario, seed);
        SimulatedCluster cluster = stage.cluster;
        cluster.trace(cluster.now, "----", scenario.name() + " at " + stage.master.name);
        stage.begin();
        scenario.inject().on(stage);
        stage.pass(scenario.hold());
        boolean stays = stage.master.kernel.gateOpen(cluster.now);
        boolean moves =
                stage.standbys.stream().anyMatch(n -> n.running && n.kernel.forwards(cluster.now));
        switch (scenario.leader()) {
            case MOVES -> cluster.check(moves && !stays, () -> "the role did not move");
            case STAYS -> cluster.check(stays && !moves, () -> "the role did not stay");
            case ANY -> {}
        }
        scenario.recover().on(stage);
        stage.settle();
        long dark = cluster.longestDark();
        cluster.check(
                dark <= scenario.darkNanos(),
                () ->
                        "dark for %d ms (expected: at most %d)"
                                .formatted(dark / MILLI, scenario.darkNanos() / MILLI));
        return dark;
    }

    SimulatedNode master() {
        return master;
    }

    SimulatedNode standby() {
        return standbys.getFirst();
    }

    SimulatedNode last() {
        return standbys.getLast();
    }

    /** What came before does not count. */
    void begin() {
        cluster.watchDark();
    }

    void pass(long millis) {
        cluster.run((long) (millis * MILLI * slowness));
    }

    /** Lets it happen by itself. */
    void passUntil(BooleanSupplier condition) {
        for (int i = 0; i < 10_000 && !condition.getAsBoolean(); i++) {
            pass(1);
        }
        cluster.check(condition.getAsBoolean(), () -> "what was waited for did not happen");
    }

    void start(SimulatedNode node) {
        if (!node.running) {
            node.start(cluster.now);
        }
    }

    void tell(SimulatedNode node, Input input) {
        ElectionSimulation.tell(node, input);
    }

    /** Pulls, or plugs back, a data cable. */
    void cable(SimulatedNode node, boolean uplink, boolean plugged) {
        ElectionSimulation.leg(node, uplink, plugged);
    }

    void legs(SimulatedNode node, boolean plugged) {
        cable(node, true, plugged);
        cable(node, false, plugged);
    }

    /** Cuts a network between all nodes, both ways. */
    void cut(String network) {
        for (SimulatedNode from : cluster.nodes) {
            lose(network, from);
        }
    }

    /** Loses what one node sends to the others over a network. */
    void lose(String network, SimulatedNode from) {
        for (SimulatedNode to : cluster.nodes) {
            cluster.cutPaths.add(network + ":" + from.name + ">" + to.name);
        }
    }

    /** Loses what the nodes send straight to each other over the data segments; probes cross. */
    void loseInBand() {
        cluster.cutPaths.add("leg:up0");
        cluster.cutPaths.add("leg:dn0");
    }

    void heal() {
        cluster.cutPaths.clear();
        cluster.wireHidden = false;
        cluster.hiddenOverlap = Long.MAX_VALUE;
        cluster.witness.cut.clear();
        cluster.witness.slow = 0;
        for (SimulatedNode node : cluster.nodes) {
            legs(node, true);
        }
    }

    /** The only node that forwards. */
    SimulatedNode leader() {
        return cluster.nodes.stream()
                .filter(n -> n.kernel.forwards(cluster.now))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody forwards"));
    }

    /** Until one gate is open, and has been for a while, and every agent that runs is at rest. */
    void settle() {
        long[] since = {-1};
        boolean settled =
                cluster.runUntil(
                        (long) (SETTLE * Math.max(1, slowness)),
                        () -> {
                            boolean good = cluster.forwarding() == 1 && atRest();
                            since[0] = !good ? -1 : since[0] < 0 ? cluster.now : since[0];
                            return good && cluster.now - since[0] >= STAY;
                        });
        cluster.check(settled, () -> "no gate opened and stayed open");
    }

    private boolean atRest() {
        return cluster.nodes.stream()
                .filter(node -> node.running)
                .map(node -> node.state.node().role())
                .allMatch(role -> role == Role.MASTER || role == Role.BACKUP);
    }
}
