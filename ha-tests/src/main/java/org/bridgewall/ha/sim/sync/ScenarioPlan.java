package org.bridgewall.ha.sim.sync;

import java.util.random.RandomGenerator;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * What a seed chooses before it begins.
 *
 * @param sealed with AES-GCM, so that keys can be rotated; else plain, which is faster
 * @param tombstoneAllowance small, so that the fall-back to digests happens
 * @param keys how many different records a table may hold
 * @param changeEveryNanos mean time between changes of a kernel table, over all nodes
 * @param troubleNanos length of the part with faults
 * @param damage bits flip in the memory of replicas: found when their turn comes, within a minute
 */
record ScenarioPlan(
        int nodes,
        int paths,
        ReplicationMode mode,
        boolean sealed,
        int tombstoneAllowance,
        int keys,
        long changeEveryNanos,
        long troubleNanos,
        boolean damage) {

    private static final long MILLI = 1_000_000L;

    static ScenarioPlan of(RandomGenerator random) {
        int mode = random.nextInt(10);
        return new ScenarioPlan(
                random.nextInt(8) == 0 ? 3 : 2,
                1 + random.nextInt(3),
                mode < 8
                        ? ReplicationMode.FTFW
                        : mode == 8 ? ReplicationMode.ALARM : ReplicationMode.NOTRACK,
                random.nextInt(6) == 0,
                4 << random.nextInt(10),
                1 << (2 + random.nextInt(9)),
                MILLI / 4 + random.nextLong(20 * MILLI),
                (1000 + random.nextLong(5000)) * MILLI,
                random.nextInt(12) == 0);
    }

    /**
     * Time after healing within which all must be equal: alarm mode waits for a refresh, damage for
     * its turn.
     */
    long healingNanos() {
        if (mode == ReplicationMode.ALARM) {
            return 200_000 * MILLI;
        }
        return (damage ? 80_000 : 20_000) * MILLI;
    }
}
