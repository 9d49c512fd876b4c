package org.bridgewall.agent.status;

import java.util.Optional;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncStatus;

/** Whether what this node holds of its peers' flows was shown equal to theirs. */
public final class ReplicaProof {
    private static final long FRESH_NANOS = 2_000_000_000L;

    private ReplicaProof() {}

    /**
     * Proven for every peer that can be reached, for one at least, and not long ago. The node that
     * leads must be among them: where its replication does not arrive, an old replica is not proven
     * by other standbys.
     *
     * @param leader the node that was last heard to lead; empty: none
     */
    public static boolean proven(SyncStatus status, Optional<String> leader) {
        boolean any = false;
        for (SessionStatus peer : status.peers()) {
            if (peer.established() && peer.reachable()) {
                boolean fresh = peer.provenAgeNanos() >= 0 && peer.provenAgeNanos() < FRESH_NANOS;
                if (!peer.proven() || !fresh) {
                    return false;
                }
                any = true;
            } else if (leader.filter(peer.peer()::equals).isPresent()) {
                return false;
            }
        }
        return any;
    }
}
