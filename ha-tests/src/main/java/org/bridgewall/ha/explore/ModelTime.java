package org.bridgewall.ha.explore;

import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.HealthRules;
import org.bridgewall.core.election.WitnessRule;

/**
 * The clock of the model. All that happens in one tick happens at the same instant {@link #NOW};
 * when the clock ticks, every instant in the state moves one tick into the past.
 *
 * <p>The proportions of the timers are those of the defaults as far as few ticks allow: advert 1,
 * lease 3, master-down 3 and a fraction, a look at the wire 2, alone after 7, overruled after 12.
 */
final class ModelTime {
    static final long TICK = 250_000_000L;
    static final long NOW = 10_000 * TICK;

    /** A lease this long never ends within an exploration. */
    static final int LONE_TICKS = 1_000;

    private ModelTime() {}

    static ElectionConfig timers(String node, int priority) {
        return new ElectionConfig(
                node,
                7,
                Leg.UPLINK.port(),
                1,
                priority,
                TICK,
                3 * TICK,
                0,
                TICK,
                TICK / 10,
                TICK / 5,
                2 * TICK,
                7 * TICK,
                LONE_TICKS * TICK,
                7 * TICK,
                false,
                0,
                3 * TICK,
                2 * TICK,
                4 * TICK,
                5 * TICK,
                WitnessRule.OFF,
                HealthRules.NONE);
    }

    /** Ticks from now until an instant, rounded up; 0 when it has come. */
    static int ticksUntil(long instant) {
        long left = instant - NOW;
        return left <= 0 ? 0 : (int) Math.min(LONE_TICKS, (left + TICK - 1) / TICK);
    }

    /** Moves a past or future instant by one tick; what is older than {@code cap} ticks stays. */
    static long past(long instant, int cap) {
        return Math.max(instant - TICK, NOW - cap * TICK);
    }

    /** Moves an instant that counts before and after it has come. */
    static long any(long instant, int cap) {
        return instant - NOW > 0 && due(instant) > NOW ? due(instant) : past(instant, cap);
    }

    /** Moves an instant whose passing counts, but not how long ago; far ones stay far. */
    static long due(long instant) {
        long left = instant - NOW;
        if (left > LONE_TICKS * TICK / 2) {
            return NOW + LONE_TICKS * TICK;
        }
        return NOW + Math.max(0, left - TICK);
    }
}
