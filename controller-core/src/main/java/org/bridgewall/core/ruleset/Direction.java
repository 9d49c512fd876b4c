package org.bridgewall.core.ruleset;

/** Seen from the screened hosts: towards them, or from them. */
public enum Direction {
    /** From the uplink to a screened host. */
    IN,
    /** From a screened host to the uplink. */
    OUT
}
