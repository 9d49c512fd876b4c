package org.bridgewall.sync.session;

import java.util.List;

/**
 * A peer and the paths to it, the preferred one first.
 *
 * @param paths names, unique in the node
 */
public record PeerLinks(String peer, List<String> paths) {
    public PeerLinks {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("peer " + peer + ": no path");
        }
    }
}
