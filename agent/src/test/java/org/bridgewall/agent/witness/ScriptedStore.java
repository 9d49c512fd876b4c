package org.bridgewall.agent.witness;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.store.Ban;
import org.bridgewall.core.store.ClaimResult;
import org.bridgewall.core.store.ClusterStore;
import org.bridgewall.core.store.EpochClaim;
import org.bridgewall.core.store.NodeEntry;
import org.bridgewall.core.store.PolicyDraft;
import org.bridgewall.core.store.PublishResult;
import org.bridgewall.core.store.StoreEvent;
import org.bridgewall.core.store.StoreException;
import org.bridgewall.core.store.StoredPolicy;

/** A store that has a record of epochs and nothing else. Thread rule: any thread. */
final class ScriptedStore implements ClusterStore {
    private EpochClaim record = EpochClaim.NONE;
    private boolean broken;

    synchronized EpochClaim record() {
        return record;
    }

    /** The next claim fails. */
    synchronized void breaksOnce() {
        broken = true;
    }

    @Override
    public synchronized ClaimResult claim(String instance, String node, long epoch, long known)
            throws StoreException {
        if (broken) {
            broken = false;
            throw new StoreException("claim epoch", "the connection was lost");
        }
        if (record.epoch() != known) {
            return new ClaimResult.Refused(record);
        }
        record = new EpochClaim(epoch, node);
        return new ClaimResult.Granted(record);
    }

    @Override
    public synchronized void release(String instance, String node, long epoch) {
        if (record.equals(new EpochClaim(epoch, node))) {
            record = new EpochClaim(epoch, "");
        }
    }

    @Override
    public void start(Consumer<StoreEvent> listener) {}

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public PublishResult publish(PolicyDraft draft, long expectedVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredPolicy> current(String instance) {
        return Optional.empty();
    }

    @Override
    public Optional<StoredPolicy> get(String instance, long version) {
        return Optional.empty();
    }

    @Override
    public List<StoredPolicy> history(String instance, int limit) {
        return List.of();
    }

    @Override
    public void ban(Ban ban) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void lift(IpAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Ban> bans() {
        return List.of();
    }

    @Override
    public void announce(NodeEntry entry) {}

    @Override
    public List<NodeEntry> nodes() {
        return List.of();
    }

    @Override
    public void close() {}
}
