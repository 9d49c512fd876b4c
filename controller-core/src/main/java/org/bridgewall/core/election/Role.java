package org.bridgewall.core.election;

/** The role of a node in an instance, as its adverts and {@code agentctl status} show it. */
public enum Role {
    /** Not yet started, or stopped: takes no part. */
    INIT,
    /** Listens; its gate is closed. */
    BACKUP,
    /** Is taking over: fencing, committing, probing. Its gate is closed. */
    CANDIDATE,
    /** Forwards: its gate is open and it renews the lease. */
    MASTER,
    /** Not fit to forward; its gate is closed. */
    FAULT
}
