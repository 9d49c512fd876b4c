package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.status.StoreLink;
import org.bridgewall.agent.witness.StoreWitness;
import org.bridgewall.core.store.ClusterStore;
import org.bridgewall.core.store.zookeeper.ZooKeeperClusterStore;
import org.bridgewall.core.store.zookeeper.ZooKeeperSettings;

/** The cluster store, where there is one. */
final class StoreModule extends AbstractModule {
    /** The store; empty: the cluster runs without. */
    record Store(Optional<ClusterStore> store) {}

    @Provides
    @Singleton
    Store store(AgentConfig config) {
        List<String> instances = config.instances().stream().map(InstanceConfig::name).toList();
        return new Store(
                config.zookeeper()
                        .map(z ->
                                new ZooKeeperClusterStore(
                                        new ZooKeeperSettings(
                                                z.connect(),
                                                z.path(),
                                                z.sessionTimeout(),
                                                instances))));
    }

    /** The store as third witness; empty: there is no store. */
    record Voting(Optional<StoreWitness> witness) {}

    @Provides
    @Singleton
    Voting voting(Store store, AgentConfig config) {
        return new Voting(store.store().map(s -> new StoreWitness(s, config.node())));
    }

    @Provides
    @Singleton
    StoreLink link() {
        return new StoreLink();
    }
}
