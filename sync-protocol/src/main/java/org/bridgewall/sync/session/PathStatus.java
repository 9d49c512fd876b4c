package org.bridgewall.sync.session;

/**
 * One path at one moment. Immutable.
 *
 * @param active replication uses it now
 * @param heardAgeNanos since the peer was heard on it; negative = never
 */
public record PathStatus(
        String peer, String path, PathState state, boolean active, long heardAgeNanos) {}
