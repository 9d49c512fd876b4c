package org.bridgewall.ha.sim.sync;

import java.util.Arrays;
import java.util.List;
import org.bridgewall.sync.wire.KeyRing;

/**
 * The key files of the cluster while keys are rotated, as the operator is told to: the new key
 * second everywhere, then first everywhere, then the old one dropped. No node is two steps ahead.
 */
final class SimulatedKeys {
    private final int[] steps;

    SimulatedKeys(int nodes) {
        steps = new int[nodes];
    }

    /** Takes the next step at the first node that is behind, and returns which. */
    int step() {
        int behind = 0;
        for (int i = 1; i < steps.length; i++) {
            behind = steps[i] < steps[behind] ? i : behind;
        }
        steps[behind]++;
        return behind;
    }

    /** What a node's key file says now. */
    KeyRing ring(int node) {
        int round = steps[node] / 3;
        return switch (steps[node] % 3) {
            case 0 -> new KeyRing(List.of(key(round)));
            case 1 -> new KeyRing(List.of(key(round), key(round + 1)));
            default -> new KeyRing(List.of(key(round + 1), key(round)));
        };
    }

    private static byte[] key(int number) {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        Arrays.fill(key, (byte) (number + 1));
        return key;
    }
}
