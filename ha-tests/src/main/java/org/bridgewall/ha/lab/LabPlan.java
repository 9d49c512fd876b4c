package org.bridgewall.ha.lab;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.config.ReplicationConfig.Mode;

/**
 * How large a laboratory is.
 *
 * @param nodes agents that guard the same segments, {@code b1}, {@code b2} and so on
 * @param instances bridgewalls on each node, each with segments and hosts of its own
 * @param mode of replication; {@code OFF}: the control, in which no connection survives a failover
 * @param witness whether the elections ask ZooKeeper for its vote
 * @param kind what else is configured
 */
public record LabPlan(int nodes, int instances, Mode mode, boolean witness, Kind kind) {
    private static final int MAX_NODES = 5;
    private static final int MAX_INSTANCES = 2;

    /** What is configured beside the size. */
    public enum Kind {
        /** Nothing else; each instance has a node of its own that goes first. */
        PLAIN,
        /** All instances are one sync group, and one node goes first in all. */
        GROUPED,
        /** The node of higher priority preempts, and one whose faults repeat is held out longer. */
        DAMPED,
        /** Standbys write flows into their kernels as they arrive. */
        WARM,
        /** TCP connections are followed by the kernel's events, by no eBPF program. */
        UNTAPPED
    }

    public LabPlan {
        check("nodes", nodes, 2, MAX_NODES);
        check("instances", instances, 1, MAX_INSTANCES);
    }

    /** Two nodes with one bridgewall. */
    public static LabPlan pair() {
        return new LabPlan(2, 1, Mode.FTFW, false, Kind.PLAIN);
    }

    public LabPlan withNodes(int count) {
        return new LabPlan(count, instances, mode, witness, kind);
    }

    public LabPlan withInstances(int count) {
        return new LabPlan(nodes, count, mode, witness, kind);
    }

    public LabPlan withMode(Mode replication) {
        return new LabPlan(nodes, instances, replication, witness, kind);
    }

    /** Whether connections are replicated at all. */
    public boolean replicates() {
        return mode != Mode.OFF;
    }

    /** The same with the third witness. */
    public LabPlan withWitness() {
        return new LabPlan(nodes, instances, mode, true, kind);
    }

    /** The same, configured in another way. */
    public LabPlan of(Kind other) {
        return new LabPlan(nodes, instances, mode, witness, other);
    }

    /** Names of the nodes. */
    public List<String> nodeNames() {
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= nodes; number++) {
            names.add("b" + number);
        }
        return names;
    }

    /** The segments, one pair of switches for each instance. */
    public List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        for (int index = 0; index < instances; index++) {
            segments.add(new Segment(index));
        }
        return segments;
    }

    /**
     * Each instance has a node that goes first: the first has b1, the second b2, but in a group.
     */
    int priority(Segment segment, String node) {
        int rank = Math.floorMod(Topology.number(node) - 1 - first(segment), nodes);
        return 120 - 20 * rank;
    }

    /** The node that goes first in an instance. */
    public String favourite(Segment segment) {
        return "b" + (1 + first(segment) % nodes);
    }

    private int first(Segment segment) {
        return kind == Kind.GROUPED ? 0 : segment.index();
    }

    /** As it is kept on disk. */
    String text() {
        return nodes + " " + instances + " " + mode + " " + witness + " " + kind + "\n";
    }

    static LabPlan of(String text) {
        String[] words = text.strip().split(" ", -1);
        return new LabPlan(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Mode.valueOf(words[2]),
                words.length > 3 && Boolean.parseBoolean(words[3]),
                words.length > 4 ? Kind.valueOf(words[4]) : Kind.PLAIN);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
