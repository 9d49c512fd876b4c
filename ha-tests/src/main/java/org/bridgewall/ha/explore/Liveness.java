package org.bridgewall.ha.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether, with the faults ended, one gate opens and stays: from any state, within a bound.
 *
 * <p>Thread rule: one thread.
 */
final class Liveness {
    /** Rounds within which it must have happened. */
    static final int BOUND = 60;

    private static final int STAYS = 6;

    private final Quiet quiet;
    private final Fingerprints live = new Fingerprints();

    Liveness(Model model) {
        quiet = new Quiet(model);
    }

    /**
     * Runs the quiet rounds.
     *
     * @throws Violation no gate opened and stayed
     */
    void check(World world) {
        List<int[]> path = new ArrayList<>();
        World now = quiet.heal(world, Witness.NONE);
        int leader = -1;
        int stays = 0;
        for (int round = 0; round < BOUND; round++) {
            if (live.contains(now.data())) {
                path.forEach(live::add);
                return;
            }
            path.add(now.data());
            now = quiet.heal(quiet.round(now, Witness.NONE), Witness.NONE);
            int alone = now.passing() == 1 ? leader(now) : -1;
            stays = alone >= 0 && alone == leader ? stays + 1 : 0;
            leader = alone;
            if (stays == STAYS) {
                path.forEach(live::add);
                return;
            }
        }
        throw new Violation("one gate opens: none did within " + BOUND + " ticks without a fault");
    }

    private static int leader(World world) {
        for (int node = 0; node < world.nodes(); node++) {
            if (world.passes(node)) {
                return node;
            }
        }
        return -1;
    }
}
