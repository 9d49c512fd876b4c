package org.bridgewall.core.store.zookeeper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.utils.ZKPaths;
import org.bridgewall.core.store.EpochClaim;
import org.bridgewall.core.store.NodeEntry;
import org.bridgewall.core.store.StoreEvent;
import org.bridgewall.core.store.StoredPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Curator's notifications into store events. All work runs on one thread, in order: Curator's
 * threads only hand over, because a blocking call on them would stop the client.
 */
final class StoreWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

    private final CuratorFramework client;
    private final Znodes paths;
    private final PolicyVersions policies;
    private final Presence presence;
    private final Map<String, CuratorCache> currents = new HashMap<>();
    private final CuratorCache bans;
    private final CuratorCache epochs;
    private final CuratorCache nodes;
    private final Map<String, Long> told = new HashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("cluster-store").factory());
    private Consumer<StoreEvent> listener = event -> {};
    private volatile boolean connected;

    StoreWatch(
            CuratorFramework client,
            Znodes paths,
            PolicyVersions policies,
            List<String> instances) {
        this.client = client;
        this.paths = paths;
        this.policies = policies;
        this.presence = new Presence(client, paths);
        for (String instance : instances) {
            currents.put(
                    instance,
                    CuratorCache.build(
                            client,
                            paths.current(instance),
                            CuratorCache.Options.SINGLE_NODE_CACHE));
        }
        this.bans = CuratorCache.build(client, paths.bans());
        this.epochs = CuratorCache.build(client, paths.epochs());
        this.nodes = CuratorCache.build(client, paths.nodes());
    }

    /** Before the client starts, so that no notification is missed. */
    void listen(Consumer<StoreEvent> events) {
        listener = events;
        client.getConnectionStateListenable()
                .addListener((c, state) -> submit(() -> connection(state)));
        currents.forEach((instance, cache) ->
                cache.listenable()
                        .addListener((type, before, after) -> submit(() -> tellPolicy(instance))));
        bans.listenable()
                .addListener((type, before, after) -> submit(() -> tellBan(before, after)));
        epochs.listenable().addListener((type, before, after) -> submit(() -> tellClaim(after)));
        nodes.listenable().addListener((type, before, after) -> submit(this::tellNodes));
    }

    /** After the client has started: a cache reads at once. */
    void begin() {
        currents.values().forEach(CuratorCache::start);
        bans.start();
        epochs.start();
        nodes.start();
    }

    void announce(NodeEntry entry) {
        presence.wish(entry);
        submit(this::register);
    }

    void close() {
        thread.shutdownNow();
        currents.values().forEach(CuratorCache::close);
        bans.close();
        epochs.close();
        nodes.close();
    }

    private void submit(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("store is closed: notification dropped");
        }
    }

    private void connection(ConnectionState state) {
        if (state.isConnected() == connected) {
            return;
        }
        connected = state.isConnected();
        tell(connected ? new StoreEvent.Connected() : new StoreEvent.Disconnected());
        if (connected) {
            register();
            currents.keySet().forEach(this::tellPolicy);
        }
    }

    private void register() {
        if (connected && !presence.register()) {
            again(this::register);
        }
    }

    /** Reads the current policy itself, not the notification: it may be older than the store. */
    private void tellPolicy(String instance) {
        if (!connected) {
            return;
        }
        try {
            StoredPolicy policy = policies.current(instance).orElse(null);
            if (policy != null
                    && !Long.valueOf(policy.version())
                            .equals(told.put(instance, policy.version()))) {
                tell(new StoreEvent.PolicyPublished(policy));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn(
                    "cannot read the current policy of {}: {}; trying again",
                    instance,
                    e.toString());
            again(() -> tellPolicy(instance));
        }
    }

    private void tellBan(@Nullable ChildData before, @Nullable ChildData after) {
        if (after != null) {
            Documents.ban(ZKPaths.getNodeFromPath(after.getPath()), after.getData())
                    .ifPresent(ban -> tell(new StoreEvent.BanAdded(ban)));
        } else if (before != null) {
            Documents.ban(ZKPaths.getNodeFromPath(before.getPath()), before.getData())
                    .ifPresent(ban -> tell(new StoreEvent.BanRemoved(ban.address())));
        }
    }

    private void tellClaim(@Nullable ChildData after) {
        if (after == null || after.getPath().equals(paths.epochs())) {
            return;
        }
        EpochClaim claim = Documents.claim(after.getData());
        if (claim.epoch() > 0) {
            tell(new StoreEvent.EpochClaimed(ZKPaths.getNodeFromPath(after.getPath()), claim));
        }
    }

    private void tellNodes() {
        List<NodeEntry> present = new ArrayList<>();
        nodes.stream()
                .filter(data -> !data.getPath().equals(paths.nodes()))
                .forEach(data ->
                        present.add(
                                Documents.node(
                                        ZKPaths.getNodeFromPath(data.getPath()), data.getData())));
        present.sort(Comparator.comparing(NodeEntry::node));
        tell(new StoreEvent.NodesChanged(present));
        if (presence.missing(present)) {
            register();
        }
    }

    private void again(Runnable work) {
        try {
            var _ = thread.schedule(work, 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("store is closed: no further attempt");
        }
    }

    private void tell(StoreEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.error("listener failed on {}", event.getClass().getSimpleName(), e);
        }
    }
}
