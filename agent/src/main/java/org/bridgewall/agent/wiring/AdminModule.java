package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.bridgewall.agent.admin.AdminCommand;
import org.bridgewall.agent.admin.AdminLimits;
import org.bridgewall.agent.admin.AdminResult;
import org.bridgewall.agent.admin.AdminServer;
import org.bridgewall.agent.admin.StatusReport;
import org.bridgewall.agent.commands.ElectionCommands;
import org.bridgewall.agent.commands.Instances;
import org.bridgewall.agent.commands.PolicyCommands;
import org.bridgewall.agent.commands.TakeoverCommands;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.ConfigView;
import org.bridgewall.agent.loop.WarmStandby;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.agent.status.StatusAssembler;
import org.bridgewall.agent.status.StoreLink;
import org.bridgewall.agent.sysctl.SettingsWatch;

/** The unix socket and what it answers. */
final class AdminModule extends AbstractModule {
    @Provides
    @Singleton
    StatusAssembler status(
            AgentConfig config,
            InstancesModule.Running instances,
            ReplicationModule.Replication replication,
            ReplicationModule.Warm warm,
            StoreLink store,
            StateDirectory disk,
            SettingsWatch kernel) {
        return new StatusAssembler(
                config,
                Version.TEXT,
                instances.all(),
                replication.status(),
                replication.loop()::intake,
                () -> warm.standby().map(WarmStandby::status),
                store,
                disk,
                kernel);
    }

    @Provides
    @Singleton
    AdminServer server(
            AgentConfig config,
            InstancesModule.Running running,
            StatusAssembler status,
            StoreModule.Store store,
            SealRehearsal rehearsal) {
        Instances instances = new Instances(running.all());
        Map<String, AdminCommand> commands = new HashMap<>();
        commands.put(
                "status", (request, progress) -> AdminResult.of(StatusReport.of(status.facts())));
        commands.put(
                "config.show",
                (request, progress) ->
                        AdminResult.of(ConfigView.tree(config), () -> ConfigView.yaml(config)));
        commands.putAll(new ElectionCommands(instances, rehearsal::over).byName());
        commands.putAll(new TakeoverCommands(instances).byName());
        commands.putAll(new PolicyCommands(instances, store.store()).byName());
        return new AdminServer(
                config.admin().socket(), config.admin().group(), commands, AdminLimits.STANDARD);
    }
}
