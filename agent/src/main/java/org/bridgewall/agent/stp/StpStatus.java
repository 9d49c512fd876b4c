package org.bridgewall.agent.stp;

import java.util.Map;
import org.bridgewall.agent.netlink.link.PortState;

/**
 * The spanning tree of one bridge as last seen. Immutable.
 *
 * @param ports state of each data port that is there
 * @param forwards whether frames can cross: the uplink and a screened port forward
 * @param leads whether the agent steers the tree towards this node
 * @param settledNanos since when {@code forwards} and {@code leads} are as they are
 * @param window what the timers imply
 */
public record StpStatus(
        Map<String, PortState> ports,
        boolean forwards,
        boolean leads,
        long settledNanos,
        TransitionWindow window) {
    public StpStatus {
        ports = Map.copyOf(ports);
    }

    /** Whether role and forwarding have disagreed for longer than a transition may take. */
    public boolean disagrees(long nowNanos) {
        return forwards != leads
                && nowNanos - settledNanos > 1_500_000L * window.maxMillis() + 1_000_000_000L;
    }
}
