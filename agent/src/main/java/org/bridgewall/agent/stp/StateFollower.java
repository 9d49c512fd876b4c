package org.bridgewall.agent.stp;

/**
 * What must be done to the state when the spanning tree moves the packets. Methods only enqueue.
 */
public interface StateFollower {
    /** Writes the replica into the kernel's table, or what has changed since the last time. */
    void commit();

    /**
     * Re-aims the switches at this node, which forwards now.
     *
     * @param epoch in which this node last led
     */
    void announce(long epoch);

    /** Empties the table of what goes stale now that packets pass elsewhere. */
    void dropStaleFlows();
}
