package org.bridgewall.ha.bench.commit;

import org.jspecify.annotations.Nullable;

/**
 * One round: the same flows written three ways, one after the other. Immutable.
 *
 * @param commitNanos by the agent, in a process that never committed before
 * @param floorNanos by the kernel alone, mean of a run before and one after
 * @param conntrackdNanos by {@code conntrackd -c}; null: not measured
 */
record Round(int flows, long commitNanos, long floorNanos, @Nullable Long conntrackdNanos) {
    double versusFloor() {
        return (double) commitNanos / floorNanos;
    }

    double versusConntrackd() {
        return conntrackdNanos == null ? Double.NaN : (double) conntrackdNanos / commitNanos;
    }
}
