package org.bridgewall.ha.sim.sync;

import java.util.function.LongSupplier;

/** Runs seeded scenarios of the replication session. */
public final class SyncSimulation {
    private SyncSimulation() {}

    /**
     * Runs one seed; returns the number of its events.
     *
     * @throws AssertionError with the trace, datagrams included, if an invariant broke
     */
    public static long run(long seed) {
        try {
            return new SyncScenario(seed).run();
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + again(seed, e), e);
        }
    }

    /** Runs one seed of an outage; as {@link #run}, but without the datagrams. */
    public static long outage(long seed) {
        return told(seed, () -> new OutageScenario(seed).run());
    }

    /** Runs one seed of an overload; as {@link #run}, but without the datagrams. */
    public static long overload(long seed) {
        return told(seed, () -> new OverloadScenario(seed).run());
    }

    private static long told(long seed, LongSupplier scenario) {
        try {
            return scenario.getAsLong();
        } catch (SyncScenario.InvariantBroken e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** The same once more, with every datagram in the trace. */
    private static String again(long seed, RuntimeException first) {
        try {
            new SyncScenario(seed, true).run();
            return first + "\n(and it did not happen again)";
        } catch (RuntimeException second) {
            return second instanceof SyncScenario.InvariantBroken
                    ? String.valueOf(second.getMessage())
                    : second + "\n  " + java.util.Arrays.toString(second.getStackTrace());
        }
    }
}
