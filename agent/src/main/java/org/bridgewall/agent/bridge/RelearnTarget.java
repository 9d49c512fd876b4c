package org.bridgewall.agent.bridge;

/** To whom relearn frames are addressed. */
public enum RelearnTarget {
    /**
     * The port's own address, which the switch is told first: it learns the source and floods
     * nothing. For switches that learn from link-local frames, or whose ports already know the
     * address.
     */
    OWN_PORT,

    /** Everybody: one broadcast for each host, which every switch learns from. */
    BROADCAST
}
