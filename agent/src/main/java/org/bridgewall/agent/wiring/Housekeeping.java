package org.bridgewall.agent.wiring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.ReplicationConfig;
import org.bridgewall.agent.config.SecurityConfig;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.peer.AdvertPort;
import org.bridgewall.agent.peer.RefusalLog;
import org.bridgewall.agent.status.ReplicaProof;
import org.bridgewall.agent.status.StoreLink;
import org.bridgewall.agent.sysctl.SettingsWatch;
import org.bridgewall.agent.witness.StoreWitness;
import org.bridgewall.core.store.ClusterStore;
import org.bridgewall.core.store.StoreEvent;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncStatus;
import org.bridgewall.sync.wire.KeyRing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at now and then, and what the cluster store says, handed to the instances.
 *
 * <p>Thread rule: a thread of its own, the replication thread and the store's; all only enqueue.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final long FENCE_MILLIS = 1_000;
    private static final long POLICY_MILLIS = 5_000;
    private static final long SETTINGS_MILLIS = 10_000;
    private static final long REFUSALS_MILLIS = 1_000;
    private static final long KEYS_MILLIS = 1_000;

    private final AgentConfig config;
    private final InstancesModule.Running instances;
    private final ReplicationModule.Replication replication;
    private final AdvertPort adverts;
    private final StoreLink link;
    private final SettingsWatch kernel;
    private final Optional<ClusterStore> store;
    private final Optional<StoreWitness> witness;
    private final Map<String, Long> confirmedBoots = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("housekeeping").daemon().factory());

    Housekeeping(
            AgentConfig config,
            InstancesModule.Running instances,
            ReplicationModule.Replication replication,
            AdvertPort adverts,
            StoreLink link,
            SettingsWatch kernel,
            Optional<ClusterStore> store,
            Optional<StoreWitness> witness) {
        this.config = config;
        this.instances = instances;
        this.replication = replication;
        this.adverts = adverts;
        this.link = link;
        this.kernel = kernel;
        this.store = store;
        this.witness = witness;
    }

    void start() {
        replication.loop().follow(this::proof);
        every(FENCE_MILLIS, () -> instances.all().forEach(InstanceRuntime::mendFence));
        every(SETTINGS_MILLIS, kernel::look);
        every(POLICY_MILLIS, () -> instances.all().forEach(i -> i.policy().guard()));
        watchRefusals();
        watchKeys();
        store.ifPresent(s -> {
            InstancesModule.announce(config, s, instances.all());
            s.start(this::stored);
        });
    }

    private void watchRefusals() {
        RefusalLog ofAdverts = new RefusalLog("adverts", adverts.refusals(), log::warn);
        RefusalLog ofFrames =
                new RefusalLog("replication datagrams", replication.refusals(), log::warn);
        every(
                REFUSALS_MILLIS,
                () -> {
                    ofAdverts.look(System.nanoTime());
                    ofFrames.look(System.nanoTime());
                });
    }

    private void watchKeys() {
        if (config.security() instanceof SecurityConfig.PreSharedKey key) {
            KeyRotation rotation =
                    new KeyRotation(key.keyFile(), List.of(adverts::rekey, this::rekeyReplication));
            every(KEYS_MILLIS, rotation::look);
        }
    }

    private void rekeyReplication(KeyRing keys) {
        var _ =
                replication
                        .loop()
                        .submit(node -> {
                            node.rekey(keys);
                            return true;
                        });
    }

    private void every(long millis, Runnable look) {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> {
                            try {
                                look.run();
                            } catch (RuntimeException e) {
                                log.error("housekeeping", e);
                            }
                        },
                        millis,
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    private void proof(SyncStatus status) {
        boolean off = config.replication().mode() == ReplicationConfig.Mode.OFF;
        for (InstanceRuntime instance : instances.all()) {
            instance.replicaProven(off || ReplicaProof.proven(status, instance.leader()));
        }
        for (SessionStatus peer : status.peers()) {
            if (peer.established()) {
                Long before = confirmedBoots.put(peer.peer(), peer.peerBoot());
                if (before == null || before != peer.peerBoot()) {
                    adverts.confirm(peer.peer(), peer.peerBoot());
                }
            }
        }
    }

    private void stored(StoreEvent event) {
        witness.ifPresent(w -> w.stored(event));
        switch (event) {
            case StoreEvent.Connected connected -> {
                link.changed(true);
                log.info("cluster store: connected");
            }
            case StoreEvent.Disconnected disconnected -> {
                link.changed(false);
                log.warn("cluster store: cannot be reached; everything goes on as it is");
            }
            case StoreEvent.PolicyPublished(var policy) -> {
                for (InstanceRuntime instance : instances.all()) {
                    if (instance.config().name().equals(policy.instance())) {
                        instance.policy().published(policy);
                    }
                }
            }
            case StoreEvent.BanAdded(var ban) ->
                    instances.all().forEach(instance -> instance.policy().banned(ban));
            case StoreEvent.BanRemoved(var address) ->
                    instances.all().forEach(instance -> instance.policy().lifted(address));
            case StoreEvent.EpochClaimed(String instance, var claim) ->
                    log.debug("cluster store: {} {}", instance, claim);
            case StoreEvent.NodesChanged(var nodes) -> log.debug("cluster store: nodes {}", nodes);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        witness.ifPresent(StoreWitness::close);
        store.ifPresent(s -> {
            try {
                s.close();
            } catch (Exception e) {
                log.warn("cluster store: {}", e.getMessage());
            }
        });
    }
}
