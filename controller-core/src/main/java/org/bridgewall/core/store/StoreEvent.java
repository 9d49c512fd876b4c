package org.bridgewall.core.store;

import java.util.List;
import org.bridgewall.core.ruleset.IpAddress;

/** What a cluster store tells. */
public sealed interface StoreEvent {
    /** The store can be reached. */
    record Connected() implements StoreEvent {}

    /** The store cannot be reached; what was told before holds on. */
    record Disconnected() implements StoreEvent {}

    /** This policy is current now. Versions may be left out, and one may come twice. */
    record PolicyPublished(StoredPolicy policy) implements StoreEvent {}

    record BanAdded(Ban ban) implements StoreEvent {}

    record BanRemoved(IpAddress address) implements StoreEvent {}

    /** The record of an instance's epochs stands like this now. One may come twice. */
    record EpochClaimed(String instance, EpochClaim claim) implements StoreEvent {}

    /** The nodes that are there now, by name, with what they enforce. */
    record NodesChanged(List<NodeEntry> nodes) implements StoreEvent {
        public NodesChanged {
            nodes = List.copyOf(nodes);
        }
    }
}
