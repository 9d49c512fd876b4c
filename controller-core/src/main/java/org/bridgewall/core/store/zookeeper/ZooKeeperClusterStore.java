package org.bridgewall.core.store.zookeeper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.KeeperException;
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

/**
 * The cluster store in ZooKeeper, through Curator. While there is no connection every call but
 * {@link #start} and {@link #announce} fails at once; a connection that breaks during a call fails
 * it after a few retries.
 */
public final class ZooKeeperClusterStore implements ClusterStore {
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private final Znodes paths;
    private final CuratorFramework client;
    private final PolicyVersions policies;
    private final EpochRecord epochs;
    private final StoreWatch watch;

    public ZooKeeperClusterStore(ZooKeeperSettings settings) {
        this.paths = new Znodes(settings.path());
        this.client =
                CuratorFrameworkFactory.builder()
                        .connectString(settings.connect())
                        .sessionTimeoutMs((int) settings.sessionTimeout().toMillis())
                        .connectionTimeoutMs(CONNECT_TIMEOUT_MILLIS)
                        .retryPolicy(new RetryNTimes(3, 200))
                        .build();
        this.policies = new PolicyVersions(client, paths);
        this.epochs = new EpochRecord(client, paths);
        this.watch = new StoreWatch(client, paths, policies, settings.instances());
    }

    @Override
    public void start(Consumer<StoreEvent> listener) {
        watch.listen(listener);
        client.start();
        watch.begin();
    }

    @Override
    public boolean isConnected() {
        return client.getZookeeperClient().isConnected();
    }

    @Override
    public PublishResult publish(PolicyDraft draft, long expectedVersion) throws StoreException {
        return connected("publish policy", () -> policies.publish(draft, expectedVersion));
    }

    @Override
    public Optional<StoredPolicy> current(String instance) throws StoreException {
        return connected("read current policy", () -> policies.current(instance));
    }

    @Override
    public Optional<StoredPolicy> get(String instance, long version) throws StoreException {
        return connected("read policy " + version, () -> policies.get(instance, version));
    }

    @Override
    public List<StoredPolicy> history(String instance, int limit) throws StoreException {
        return connected("read history", () -> policies.history(instance, limit));
    }

    @Override
    public void ban(Ban ban) throws StoreException {
        connected(
                "ban " + ban.address(),
                () ->
                        client.create()
                                .orSetData()
                                .creatingParentsIfNeeded()
                                .forPath(paths.bans() + "/" + ban.address(), Documents.ban(ban)));
    }

    @Override
    public void lift(IpAddress address) throws StoreException {
        connected(
                "lift ban of " + address,
                () -> client.delete().quietly().forPath(paths.bans() + "/" + address));
    }

    @Override
    public List<Ban> bans() throws StoreException {
        return connected(
                "read bans",
                () -> {
                    List<Ban> bans = new ArrayList<>();
                    for (String name : children(paths.bans())) {
                        data(paths.bans() + "/" + name)
                                .flatMap(d -> Documents.ban(name, d))
                                .ifPresent(bans::add);
                    }
                    bans.sort(Comparator.comparing(Ban::address));
                    return bans;
                });
    }

    @Override
    public void announce(NodeEntry entry) {
        watch.announce(entry);
    }

    @Override
    public List<NodeEntry> nodes() throws StoreException {
        return connected(
                "read nodes",
                () -> {
                    List<NodeEntry> nodes = new ArrayList<>();
                    for (String name : children(paths.nodes())) {
                        data(paths.node(name))
                                .map(d -> Documents.node(name, d))
                                .ifPresent(nodes::add);
                    }
                    nodes.sort(Comparator.comparing(NodeEntry::node));
                    return nodes;
                });
    }

    @Override
    public ClaimResult claim(String instance, String node, long epoch, long known)
            throws StoreException {
        return connected(
                "claim epoch " + epoch,
                () -> epochs.claim(instance, new EpochClaim(epoch, node), known));
    }

    @Override
    public void release(String instance, String node, long epoch) throws StoreException {
        connected(
                "release epoch " + epoch,
                () -> {
                    epochs.release(instance, new EpochClaim(epoch, node));
                    return epoch;
                });
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }

    private List<String> children(String path) throws Exception {
        try {
            return client.getChildren().forPath(path);
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    private Optional<byte[]> data(String path) throws Exception {
        try {
            return Optional.of(client.getData().forPath(path));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        }
    }

    /** Curator's calls declare {@code Exception}. */
    private interface Call<T> {
        T run() throws Exception;
    }

    private <T> T connected(String operation, Call<T> call) throws StoreException {
        if (!isConnected()) {
            throw new StoreException(
                    operation,
                    "ZooKeeper is not connected: "
                            + client.getZookeeperClient().getCurrentConnectionString());
        }
        try {
            return call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(operation, e);
        } catch (Exception e) {
            throw new StoreException(operation, e);
        }
    }
}
