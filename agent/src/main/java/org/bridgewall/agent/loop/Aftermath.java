package org.bridgewall.agent.loop;

/** What a change of role brings with it, once frames have moved. Methods only enqueue. */
public interface Aftermath {
    /** Re-aims the switches at this node, then reads the kernel's table into the internal cache. */
    void announce();

    /** Empties this node's table of replicated flows: another node forwards now. */
    void dropStaleFlows();
}
