package org.bridgewall.ha.fuzz;

import java.util.List;

/**
 * A session that receives a frame in the name of its peer. A malformed frame changes nothing; any
 * other may change much, since it counts as the peer's word, but breaks nothing and costs bounded
 * memory.
 */
final class SessionTarget implements FuzzTarget {
    private static final int INPUTS_PER_SESSION = 50;

    private TwoNodes nodes = fresh();
    private int inputs;

    private static TwoNodes fresh() {
        TwoNodes nodes = new TwoNodes();
        nodes.talk();
        return nodes;
    }

    @Override
    public String name() {
        return "session";
    }

    @Override
    public Shape shape() {
        return Shape.PROTOBUF;
    }

    @Override
    public List<byte[]> examples() {
        return ExampleDatagrams.frames();
    }

    @Override
    public boolean accepts(byte[] input) {
        if (inputs++ % INPUTS_PER_SESSION == 0) {
            nodes = fresh();
        }
        long malformed = nodes.malformed();
        String before = nodes.stateOfB();
        long memory = nodes.external().memoryBytes();
        nodes.forge(input);
        boolean accepted = nodes.malformed() == malformed;
        if (!accepted && !before.equals(nodes.stateOfB())) {
            throw new PropertyBroken(
                    "malformed, but %s%n became %s".formatted(before, nodes.stateOfB()));
        }
        if (nodes.external().memoryBytes() > memory + (1 << 20)) {
            throw new PropertyBroken("the replica grew by more than a megabyte");
        }
        nodes.run(3);
        return accepted;
    }

    @Override
    public long allocationBoundBytes(int inputBytes) {
        return 64L << 20; // two fresh nodes and their talk
    }
}
