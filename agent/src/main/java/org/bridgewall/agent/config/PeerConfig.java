package org.bridgewall.agent.config;

import java.util.List;

/**
 * Another node of the cluster and the ways to it. Immutable.
 *
 * @param paths in order of preference for replication, at least one
 */
public record PeerConfig(String node, List<PathConfig> paths) {
    public PeerConfig {
        paths = List.copyOf(paths);
    }
}
