package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.io.IOException;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.state.StateDirectory;

/** What everything else begins with: the configuration, the disk, who we are. */
final class ConfigModule extends AbstractModule {
    private final AgentConfig config;

    ConfigModule(AgentConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(AgentConfig.class).toInstance(config);
    }

    @Provides
    @Singleton
    StateDirectory disk() {
        return new StateDirectory(config.stateDirectory());
    }

    @Provides
    @Singleton
    NodeIdentity identity(StateDirectory disk) {
        return NodeIdentity.next(disk);
    }

    @Provides
    @Singleton
    Seals seals(NodeIdentity identity) throws IOException {
        return new Seals(config, identity.boot());
    }
}
