package org.bridgewall.ha.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * How large a laboratory is.
 *
 * @param nodes agents that guard the same segments, {@code b1}, {@code b2} and so on
 * @param instances bridgewalls on each node, each with segments and hosts of its own
 * @param replication false: the control, in which no connection survives a failover
 * @param witness whether the elections ask ZooKeeper for its vote
 * @param warm whether standbys write flows into their kernels as they arrive
 */
public record LabPlan(
        int nodes, int instances, boolean replication, boolean witness, boolean warm) {
    private static final int MAX_NODES = 5;
    private static final int MAX_INSTANCES = 2;

    public LabPlan {
        check("nodes", nodes, 2, MAX_NODES);
        check("instances", instances, 1, MAX_INSTANCES);
    }

    /** Two nodes with one bridgewall. */
    public static LabPlan pair() {
        return new LabPlan(2, 1, true, false, false);
    }

    public LabPlan withNodes(int count) {
        return new LabPlan(count, instances, replication, witness, warm);
    }

    public LabPlan withInstances(int count) {
        return new LabPlan(nodes, count, replication, witness, warm);
    }

    public LabPlan withReplication(boolean on) {
        return new LabPlan(nodes, instances, on, witness, warm);
    }

    /** The same with the third witness. */
    public LabPlan withWitness() {
        return new LabPlan(nodes, instances, replication, true, warm);
    }

    /** The same with standbys whose kernels hold the flows before they take over. */
    public LabPlan withWarmStandby() {
        return new LabPlan(nodes, instances, replication, witness, true);
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

    /** Each instance has a node that goes first: the first has b1, the second b2. */
    int priority(Segment segment, String node) {
        int rank = Math.floorMod(Topology.number(node) - 1 - segment.index(), nodes);
        return 120 - 20 * rank;
    }

    /** The node that goes first in an instance. */
    public String favourite(Segment segment) {
        return "b" + (1 + segment.index() % nodes);
    }

    /** As it is kept on disk. */
    String text() {
        return nodes + " " + instances + " " + replication + " " + witness + " " + warm + "\n";
    }

    static LabPlan of(String text) {
        String[] words = text.strip().split(" ", -1);
        return new LabPlan(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Boolean.parseBoolean(words[2]),
                words.length > 3 && Boolean.parseBoolean(words[3]),
                words.length > 4 && Boolean.parseBoolean(words[4]));
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
