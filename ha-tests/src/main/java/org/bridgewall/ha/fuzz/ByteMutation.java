package org.bridgewall.ha.fuzz;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Mutates without knowing anything: bits, numbers, runs moved, cut, repeated. */
final class ByteMutation {
    /** Numbers near which readers fail. */
    private static final long[] EDGES = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        15,
        16,
        63,
        64,
        127,
        128,
        255,
        256,
        1023,
        1024,
        1025,
        32_767,
        32_768,
        65_535,
        65_536,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        0x100000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2
    };

    private final RandomGenerator random;

    ByteMutation(RandomGenerator random) {
        this.random = random;
    }

    /** A number near an edge, or any. */
    static long number(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(256);
            default -> EDGES[random.nextInt(EDGES.length)];
        };
    }

    byte[] mutate(byte[] input, byte[] other) {
        if (input.length == 0) {
            return other.clone();
        }
        int at = random.nextInt(input.length);
        int run = 1 + random.nextInt(Math.min(32, input.length - at));
        byte[] copy = input.clone();
        switch (random.nextInt(8)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) number(random);
            case 2 -> writeNumber(copy, at);
            case 3 -> {
                return Arrays.copyOf(input, at);
            }
            case 4 -> {
                return spliced(input, at, at + run, new byte[0], 0, 0);
            }
            case 5 -> {
                return spliced(input, at, at, input, at, at + run);
            }
            case 6 -> {
                byte[] fresh = new byte[run];
                random.nextBytes(fresh);
                return spliced(input, at, at, fresh, 0, run);
            }
            default -> {
                int from = other.length == 0 ? 0 : random.nextInt(other.length);
                return spliced(input, at, input.length, other, from, other.length);
            }
        }
        return copy;
    }

    private void writeNumber(byte[] bytes, int at) {
        long value = number(random);
        int width = Math.min(1 << random.nextInt(4), bytes.length - at);
        boolean little = random.nextBoolean();
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (8 * (little ? i : width - 1 - i)));
        }
    }

    private static byte[] spliced(
            byte[] input, int from, int to, byte[] part, int partFrom, int partTo) {
        byte[] result = new byte[input.length - (to - from) + (partTo - partFrom)];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(part, partFrom, result, from, partTo - partFrom);
        System.arraycopy(input, to, result, from + partTo - partFrom, input.length - to);
        return result;
    }
}
