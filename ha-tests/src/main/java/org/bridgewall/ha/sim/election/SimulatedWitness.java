package org.bridgewall.ha.sim.election;

import static org.bridgewall.ha.sim.election.SimulatedCluster.MILLI;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bridgewall.core.election.Input;

/**
 * The third witness: one record that moves by compare-and-set, and sessions that outlive their
 * nodes. Each node has a path of its own to it, which is cut without notice, slow at times, and
 * brings what was true when it was sent.
 */
final class SimulatedWitness {
    private static final long SESSION = 2_000 * MILLI;
    private static final long LOOK = 100 * MILLI;

    private final SimulatedCluster cluster;
    private final Map<String, Long> seen = new HashMap<>();
    private final Map<String, Boolean> told = new HashMap<>();
    private final Map<String, Long> lastDelivery = new HashMap<>();
    private final Set<String> present = new TreeSet<>();
    final Set<String> cut = new HashSet<>();

    /** Share of messages that take up to a second. */
    double slow;

    long epoch;
    String holder = "";

    SimulatedWitness(SimulatedCluster cluster) {
        this.cluster = cluster;
        look();
    }

    private void look() {
        boolean changed = false;
        for (SimulatedNode node : cluster.nodes) {
            boolean linked = linked(node);
            if (linked) {
                seen.put(node.name, cluster.now);
                changed |= present.add(node.name);
            } else if (cluster.now - seen.getOrDefault(node.name, cluster.now) > SESSION) {
                changed |= present.remove(node.name);
            }
            boolean known = told.getOrDefault(node.name, false);
            // The end of a connection is noticed late.
            if (node.running && linked != known && (linked || cluster.random.nextInt(6) == 0)) {
                told.put(node.name, linked);
                report(node);
            }
        }
        if (changed) {
            reportToAll();
        }
        cluster.at(cluster.now + LOOK, this::look);
    }

    /** A new process knows nothing yet, and its session is new. */
    void restarted(SimulatedNode node) {
        told.put(node.name, false);
    }

    void ask(SimulatedNode node, long wanted, long known) {
        int life = node.life;
        cluster.at(
                cluster.now + delay(),
                () -> {
                    if (!linked(node)) {
                        return;
                    }
                    boolean granted =
                            (epoch == known) || (epoch == wanted && holder.equals(node.name));
                    if (granted && epoch != wanted) {
                        cluster.check(wanted > epoch, () -> node.name + " asks for an older epoch");
                        epoch = wanted;
                        holder = node.name;
                        reportToAll();
                    }
                    cluster.trace(
                            cluster.now, "witn", node.name + " asks " + wanted + ": " + granted);
                    Input answer = new Input.WitnessAnswered(wanted, granted, epoch, holder);
                    deliver(node, life, answer);
                });
    }

    void release(SimulatedNode node, long given) {
        cluster.at(
                cluster.now + delay(),
                () -> {
                    if (linked(node) && epoch == given && holder.equals(node.name)) {
                        holder = "";
                        reportToAll();
                    }
                });
    }

    private boolean linked(SimulatedNode node) {
        return node.running && !node.frozen && !cut.contains(node.name);
    }

    private void reportToAll() {
        for (SimulatedNode node : cluster.nodes) {
            if (told.getOrDefault(node.name, false)) {
                report(node);
            }
        }
    }

    private void report(SimulatedNode node) {
        boolean reachable = told.getOrDefault(node.name, false);
        Input report = new Input.WitnessReported(reachable, Set.copyOf(present), epoch, holder);
        if (reachable) {
            deliver(node, node.life, report);
        } else {
            // The client itself says so.
            node.inbox.add(report);
        }
    }

    /** In order, as a session does; lost with the path. */
    private void deliver(SimulatedNode node, int life, Input input) {
        long at = Math.max(cluster.now + delay(), lastDelivery.getOrDefault(node.name, 0L));
        lastDelivery.put(node.name, at);
        cluster.at(
                at,
                () -> {
                    if (node.running && node.life == life && !cut.contains(node.name)) {
                        node.inbox.add(input);
                    }
                });
    }

    private long delay() {
        boolean late = cluster.random.nextDouble() < slow;
        return MILLI / 2 + cluster.random.nextLong(late ? 1_000 * MILLI : 20 * MILLI);
    }
}
