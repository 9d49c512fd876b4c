package org.bridgewall.core.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bridgewall.core.ruleset.IpAddress;

/**
 * A cluster store in memory, for tests. Stores made over one {@link Shared} see each other; events
 * come on the caller's thread.
 */
public final class FakeClusterStore implements ClusterStore {
    private static final int LIMIT_BYTES = 1_000_000;

    /** What all nodes of a test's cluster share. */
    public static final class Shared {
        private final Map<String, List<StoredPolicy>> policies = new TreeMap<>();
        private final Map<IpAddress, Ban> bans = new TreeMap<>();
        private final Map<String, EpochClaim> epochs = new TreeMap<>();
        private final Map<String, NodeEntry> nodes = new TreeMap<>();
        private final List<FakeClusterStore> stores = new ArrayList<>();
    }

    private final Shared shared;
    private Consumer<StoreEvent> listener = event -> {};
    private Optional<NodeEntry> announced = Optional.empty();
    private boolean connected;

    public FakeClusterStore(Shared shared) {
        this.shared = shared;
    }

    @Override
    public void start(Consumer<StoreEvent> events) {
        listener = events;
        connect();
    }

    /** The store can be reached again. */
    public void connect() {
        synchronized (shared) {
            connected = true;
            shared.stores.add(this);
            listener.accept(new StoreEvent.Connected());
            announced.ifPresent(entry -> shared.nodes.put(entry.node(), entry));
            shared.policies
                    .values()
                    .forEach(all -> listener.accept(new StoreEvent.PolicyPublished(all.getLast())));
            shared.bans.values().forEach(ban -> listener.accept(new StoreEvent.BanAdded(ban)));
            shared.epochs.forEach((instance, claim) ->
                    listener.accept(new StoreEvent.EpochClaimed(instance, claim)));
            tellNodes();
        }
    }

    /** The store cannot be reached, and the session ends. */
    public void disconnect() {
        synchronized (shared) {
            leave();
            listener.accept(new StoreEvent.Disconnected());
        }
    }

    @Override
    public boolean isConnected() {
        synchronized (shared) {
            return connected;
        }
    }

    @Override
    public PublishResult publish(PolicyDraft draft, long expectedVersion) throws StoreException {
        synchronized (shared) {
            require("publish policy");
            if (draft.text().length() > LIMIT_BYTES) {
                return new PublishResult.TooLarge(draft.text().length(), LIMIT_BYTES);
            }
            List<StoredPolicy> all =
                    shared.policies.computeIfAbsent(draft.instance(), i -> new ArrayList<>());
            if (all.size() != expectedVersion) {
                return new PublishResult.Conflict(all.size(), expectedVersion);
            }
            StoredPolicy policy = new StoredPolicy(expectedVersion + 1, draft);
            all.add(policy);
            tell(new StoreEvent.PolicyPublished(policy));
            return new PublishResult.Published(policy);
        }
    }

    @Override
    public Optional<StoredPolicy> current(String instance) throws StoreException {
        return history(instance, 1).stream().findFirst();
    }

    @Override
    public Optional<StoredPolicy> get(String instance, long version) throws StoreException {
        return history(instance, Integer.MAX_VALUE).stream()
                .filter(p -> p.version() == version)
                .findFirst();
    }

    @Override
    public List<StoredPolicy> history(String instance, int limit) throws StoreException {
        synchronized (shared) {
            require("read history");
            return shared.policies.getOrDefault(instance, List.of()).stream()
                    .sorted(Comparator.comparingLong(StoredPolicy::version).reversed())
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public void ban(Ban ban) throws StoreException {
        synchronized (shared) {
            require("ban");
            shared.bans.put(ban.address(), ban);
            tell(new StoreEvent.BanAdded(ban));
        }
    }

    @Override
    public void lift(IpAddress address) throws StoreException {
        synchronized (shared) {
            require("lift ban");
            if (shared.bans.remove(address) != null) {
                tell(new StoreEvent.BanRemoved(address));
            }
        }
    }

    @Override
    public List<Ban> bans() throws StoreException {
        synchronized (shared) {
            require("read bans");
            return List.copyOf(shared.bans.values());
        }
    }

    @Override
    public void announce(NodeEntry entry) {
        synchronized (shared) {
            announced = Optional.of(entry);
            if (connected) {
                shared.nodes.put(entry.node(), entry);
                tellNodes();
            }
        }
    }

    @Override
    public List<NodeEntry> nodes() throws StoreException {
        synchronized (shared) {
            require("read nodes");
            return List.copyOf(shared.nodes.values());
        }
    }

    @Override
    public ClaimResult claim(String instance, String node, long epoch, long known)
            throws StoreException {
        synchronized (shared) {
            require("claim epoch");
            if (epoch <= known) {
                throw new StoreException("claim epoch", "epoch: " + epoch);
            }
            EpochClaim wanted = new EpochClaim(epoch, node);
            EpochClaim standing = shared.epochs.getOrDefault(instance, EpochClaim.NONE);
            if (!standing.equals(wanted)) {
                if (standing.epoch() != known) {
                    return new ClaimResult.Refused(standing);
                }
                shared.epochs.put(instance, wanted);
                tell(new StoreEvent.EpochClaimed(instance, wanted));
            }
            return new ClaimResult.Granted(wanted);
        }
    }

    @Override
    public void release(String instance, String node, long epoch) throws StoreException {
        synchronized (shared) {
            require("release epoch");
            EpochClaim held = new EpochClaim(epoch, node);
            EpochClaim free = new EpochClaim(epoch, "");
            if (shared.epochs.replace(instance, held, free)) {
                tell(new StoreEvent.EpochClaimed(instance, free));
            }
        }
    }

    @Override
    public void close() {
        synchronized (shared) {
            leave();
            listener = event -> {};
        }
    }

    private void leave() {
        connected = false;
        shared.stores.remove(this);
        announced.ifPresent(entry -> shared.nodes.remove(entry.node()));
        tellNodes();
    }

    private void tellNodes() {
        tell(new StoreEvent.NodesChanged(List.copyOf(shared.nodes.values())));
    }

    private void tell(StoreEvent event) {
        List.copyOf(shared.stores).forEach(store -> store.listener.accept(event));
    }

    private void require(String operation) throws StoreException {
        if (!connected) {
            throw new StoreException(operation, "not connected");
        }
    }
}
