package org.bridgewall.sync.session;

import java.util.List;

/**
 * The replication of a node at one moment. Immutable.
 *
 * @param takenNanos when
 * @param loaded the internal cache holds what the kernel holds
 * @param internalBytes heap that the internal cache takes
 */
public record SyncStatus(
        long takenNanos,
        boolean loaded,
        int internalRecords,
        int tombstones,
        long internalBytes,
        List<SessionStatus> peers,
        List<PathStatus> paths) {
    public SyncStatus {
        peers = List.copyOf(peers);
        paths = List.copyOf(paths);
    }

    /** Status before the first poll. */
    public static SyncStatus none() {
        return new SyncStatus(0, false, 0, 0, 0, List.of(), List.of());
    }
}
