package org.bridgewall.ha.fuzz;

import java.util.random.RandomGenerator;

/** Makes a damaged input out of a good one. Thread rule: one owner. */
final class Mutator {
    /** No input grows beyond this: the largest datagram. */
    static final int MAX_BYTES = 65_000;

    private final RandomGenerator random;
    private final ByteMutation bytes;
    private final TreeMutation tree;
    private final TextMutation text;

    Mutator(RandomGenerator random) {
        this.random = random;
        bytes = new ByteMutation(random);
        tree = new TreeMutation(random);
        text = new TextMutation(random);
    }

    /**
     * Mutates once or a few times.
     *
     * @param other another input, to take parts of
     */
    byte[] mutate(Shape shape, byte[] input, byte[] other) {
        byte[] result = input;
        for (int i = random.nextInt(4); i >= 0; i--) {
            result = once(shape, result, other);
        }
        return result.length > MAX_BYTES ? java.util.Arrays.copyOf(result, MAX_BYTES) : result;
    }

    private byte[] once(Shape shape, byte[] input, byte[] other) {
        if (shape == Shape.BYTES || random.nextInt(4) == 0) {
            return bytes.mutate(input, other);
        }
        return switch (shape) {
            case PROTOBUF -> ProtobufTree.write(tree.mutate(ProtobufTree.read(input)));
            case NETLINK -> NetlinkTree.write(tree.mutate(NetlinkTree.read(input)));
            case TEXT -> text.mutate(input, other);
            case BYTES -> throw new IllegalStateException("bytes have no structure");
        };
    }
}
