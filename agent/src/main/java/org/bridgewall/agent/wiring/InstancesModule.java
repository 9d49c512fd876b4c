package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.ConfigAgreement;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.instance.InstanceStarter;
import org.bridgewall.agent.instance.Policies;
import org.bridgewall.agent.loop.FlowTables;
import org.bridgewall.agent.loop.IntakeStatus;
import org.bridgewall.agent.loop.SyncGroupLoop;
import org.bridgewall.agent.peer.AdvertPort;
import org.bridgewall.agent.peer.Standing;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.agent.vip.VipKeeper;
import org.bridgewall.core.group.SyncGroup;
import org.bridgewall.core.store.ClusterStore;
import org.bridgewall.core.store.NodeEntry;
import org.bridgewall.sync.session.SessionStatus;
import org.jspecify.annotations.Nullable;

/** The instances of this node; they run from the moment they are injected. */
final class InstancesModule extends AbstractModule {
    /**
     * The running instances.
     *
     * @param ended counted down by each instance whose election has ended
     */
    record Running(List<InstanceRuntime> all, CountDownLatch ended) {}

    @Provides
    @Singleton
    InstanceStarter starter(
            AgentConfig config,
            NodeIdentity identity,
            StateDirectory disk,
            AdvertPort adverts,
            ReplicationModule.Replication replication,
            Policies policies,
            FlowTables tables,
            ReplicationModule.Warm warm,
            StoreModule.Voting voting) {
        return new InstanceStarter(
                config.node(),
                identity.boot(),
                disk,
                adverts,
                replication.loop(),
                policies,
                tables,
                warm.standby(),
                voting.witness());
    }

    @Provides
    @Singleton
    Running running(
            AgentConfig config,
            InstanceStarter starter,
            ReplicationModule.Replication replication,
            StoreModule.Store store)
            throws IOException {
        CountDownLatch ended = new CountDownLatch(config.instances().size());
        List<InstanceRuntime> all = new ArrayList<>();
        VipKeeper.sweep(config.instances().stream().flatMap(i -> i.vips().stream()).toList());
        Map<String, SyncGroupLoop> groups = groups(config);
        for (InstanceConfig instance : config.instances()) {
            AtomicReference<InstanceRuntime> started = new AtomicReference<>();
            long hash = ConfigAgreement.hash(config, instance);
            all.add(
                    starter.start(
                            instance,
                            () -> standing(replication, started.get(), hash),
                            ended::countDown,
                            instance.syncGroup().map(groups::get)));
            started.set(all.getLast());
        }
        store.store()
                .ifPresent(
                        s -> all.forEach(i -> i.policy().follow(() -> announce(config, s, all))));
        return new Running(List.copyOf(all), ended);
    }

    /** The members of a group stand in the order of their vrids, which is the same everywhere. */
    private static Map<String, SyncGroupLoop> groups(AgentConfig config) {
        Map<String, SyncGroupLoop> groups = new TreeMap<>();
        Map<String, List<String>> members = new TreeMap<>();
        config.instances().stream()
                .sorted(Comparator.comparingInt(InstanceConfig::vrid))
                .forEach(instance ->
                        instance.syncGroup()
                                .ifPresent(name ->
                                        members.computeIfAbsent(name, n -> new ArrayList<>())
                                                .add(instance.name())));
        members.forEach((name, all) -> {
            boolean partial =
                    config.instances().stream()
                            .anyMatch(i -> all.contains(i.name()) && i.syncGroupPartial());
            SyncGroup group = new SyncGroup(config.node(), all, partial);
            groups.put(name, new SyncGroupLoop(name, group));
        });
        return groups;
    }

    private static Standing standing(
            ReplicationModule.Replication replication,
            @Nullable InstanceRuntime instance,
            long configHash) {
        IntakeStatus intake = replication.loop().intake();
        long lag = 0;
        for (SessionStatus peer : replication.status().get().peers()) {
            lag = Math.max(lag, peer.lagNanos());
        }
        long version = instance == null ? 0 : instance.policy().enforced().version();
        return new Standing(
                Math.max(0, lag),
                version,
                configHash,
                intake.flows(),
                intake.flowsOfPeers(),
                Version.TEXT);
    }

    /** Tells the cluster store what this node's kernel enforces. */
    static void announce(AgentConfig config, ClusterStore store, List<InstanceRuntime> all) {
        var policies = new java.util.TreeMap<String, NodeEntry.AppliedPolicy>();
        for (InstanceRuntime instance : all) {
            var policy = instance.policy().enforced();
            policies.put(
                    instance.config().name(),
                    new NodeEntry.AppliedPolicy(
                            policy.version(), policy.refusedVersion(), policy.error()));
        }
        store.announce(new NodeEntry(config.node(), Version.TEXT, policies));
    }
}
