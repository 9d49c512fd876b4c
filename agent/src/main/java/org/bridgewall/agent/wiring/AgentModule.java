package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import org.bridgewall.agent.admin.AdminServer;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.peer.AdvertPort;
import org.bridgewall.agent.status.StatusAssembler;
import org.bridgewall.agent.status.StoreLink;
import org.bridgewall.agent.sysctl.SettingsWatch;

/** The agent itself, out of everything else. */
final class AgentModule extends AbstractModule {
    @Provides
    @Singleton
    Housekeeping housekeeping(
            AgentConfig config,
            InstancesModule.Running instances,
            ReplicationModule.Replication replication,
            AdvertPort adverts,
            StoreLink link,
            SettingsWatch kernel,
            StoreModule.Store store,
            StoreModule.Voting voting) {
        return new Housekeeping(
                config,
                instances,
                replication,
                adverts,
                link,
                kernel,
                store.store(),
                voting.witness());
    }

    @Provides
    @Singleton
    SealRehearsal rehearsal(AgentConfig config) {
        return SealRehearsal.start(config.security());
    }

    @Provides
    @Singleton
    Agent agent(
            AgentConfig config,
            InstancesModule.Running instances,
            ReplicationModule.Replication replication,
            ReplicationModule.Warm warm,
            Housekeeping housekeeping,
            AdminServer admin,
            StatusAssembler status) {
        return new Agent(config, instances, replication, warm, housekeeping, admin, status);
    }
}
