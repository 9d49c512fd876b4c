package org.bridgewall.agent.loop;

/** What a change of role brings with it, once frames have moved. Methods only enqueue. */
public interface Aftermath {
    /**
     * Re-aims the switches at this node, then reads the kernel's table into the internal cache, and
     * tells the election when the peers hold it.
     */
    void announce(long epoch);

    /**
     * Empties this node's table of replicated flows: another node forwards, and has shared its own.
     */
    void dropStaleFlows();
}
