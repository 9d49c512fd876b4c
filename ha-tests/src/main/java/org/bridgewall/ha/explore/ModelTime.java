package org.bridgewall.ha.explore;

import org.bridgewall.core.election.ElectionConfig;

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
        return ElectionConfig.bridge(node, 7, priority)
                .with(c -> {
                    c.uplink = Leg.UPLINK.port();
                    c.advertNanos = TICK;
                    c.leaseNanos = 3 * TICK;
                    c.renewNanos = TICK;
                    c.fenceMarginNanos = TICK / 10;
                    c.probeNanos = TICK / 5;
                    c.wireClearNanos = 2 * TICK;
                    c.loneAfterNanos = 7 * TICK;
                    c.loneLeaseNanos = LONE_TICKS * TICK;
                    c.startupNanos = 7 * TICK;
                    c.faultHoldNanos = 3 * TICK;
                    c.unprovenNanos = 2 * TICK;
                    c.commitTimeoutNanos = 4 * TICK;
                    c.handoverNanos = 5 * TICK;
                });
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
