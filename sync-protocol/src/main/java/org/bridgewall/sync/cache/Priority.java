package org.bridgewall.sync.cache;

/**
 * How much a record is worth while more changes than can be sent. It says nothing to the peer and
 * is no part of the digest.
 */
public enum Priority {
    /** Likely to live on: an assured flow, a learned host. */
    FIRST,
    /** Likely to be gone soon: waits while others want to be sent. */
    LATER
}
