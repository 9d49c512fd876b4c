package org.bridgewall.agent.stp;

import java.util.Map;
import org.bridgewall.agent.netlink.link.BridgeSetting;

/**
 * How long a spanning tree takes to move traffic to another bridge, by its timers: listening and
 * learning last a forward delay each, and a silent death is noticed after max age (IEEE 802.1D-1998
 * section 8.10).
 *
 * @param minMillis when the death is seen at once, on the cable
 * @param maxMillis when it is noticed by missing hellos only
 */
public record TransitionWindow(long minMillis, long maxMillis) {
    private static final int MILLIS_PER_TICK = 10;

    /** From the settings that the kernel reports, in hundredths of a second. */
    static TransitionWindow of(Map<BridgeSetting, Integer> settings) {
        long delay = 2L * settings.getOrDefault(BridgeSetting.FORWARD_DELAY, 0) * MILLIS_PER_TICK;
        long maxAge = (long) settings.getOrDefault(BridgeSetting.MAX_AGE, 0) * MILLIS_PER_TICK;
        return new TransitionWindow(delay, delay + maxAge);
    }
}
