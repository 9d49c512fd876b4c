package org.bridgewall.agent.wiring;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.admin.AdminServer;
import org.bridgewall.agent.admin.StatusReport;
import org.bridgewall.agent.commands.PlannedMove;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.loop.WarmStandby;
import org.bridgewall.agent.metrics.AgentMetrics;
import org.bridgewall.agent.metrics.HttpEndpoint;
import org.bridgewall.agent.status.StatusAssembler;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole agent: starts in the order that is safe, and hands over before it stops.
 *
 * <p>Thread rule: {@link #start} once; {@link #stop} once, from any thread.
 */
final class Agent {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    private static final long SAFE_SECONDS = 5;
    private static final long STOP_SECONDS = 8;

    private final AgentConfig config;
    private final InstancesModule.Running instances;
    private final ReplicationModule.Replication replication;
    private final ReplicationModule.Warm warm;
    private final Housekeeping housekeeping;
    private final AdminServer admin;
    private final StatusAssembler status;
    private Optional<HttpEndpoint> http = Optional.empty();

    Agent(
            AgentConfig config,
            InstancesModule.Running instances,
            ReplicationModule.Replication replication,
            ReplicationModule.Warm warm,
            Housekeeping housekeeping,
            AdminServer admin,
            StatusAssembler status) {
        this.config = config;
        this.instances = instances;
        this.replication = replication;
        this.warm = warm;
        this.housekeeping = housekeeping;
        this.admin = admin;
        this.status = status;
    }

    void start() throws IOException {
        replication.loop().start();
        housekeeping.start();
        admin.start();
        if (config.admin().http().isPresent()) {
            http =
                    Optional.of(
                            HttpEndpoint.start(
                                    config.admin().http().get(),
                                    new AgentMetrics(this::report),
                                    this::report));
        }
        log.info("node {} of cluster {} runs", config.node(), config.cluster());
    }

    private StatusReport report() {
        return StatusReport.of(status.facts());
    }

    /** Hands over where a standby can take over; leaves the gates as the configuration says. */
    void stop() {
        log.info("stopping");
        try {
            awaitSafe();
            for (InstanceRuntime instance : instances.all()) {
                boolean leave = instance.config().onStop() == InstanceConfig.OnStop.LEAVE;
                instance.election().tell(new Input.StopAsked(leave));
            }
            if (!instances.ended().await(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("not all instances ended in time; their leases run out by themselves");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.ifPresent(HttpEndpoint::close);
        admin.close();
        housekeeping.close();
        instances.all().forEach(InstanceRuntime::close);
        warm.standby().ifPresent(WarmStandby::close);
        replication.loop().close();
        log.info("stopped");
    }

    /** A standby is given time to hold all connections before it must lead them; not for ever. */
    private void awaitSafe() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SAFE_SECONDS);
        for (InstanceRuntime instance : instances.all()) {
            while (instance.state().node().role() == Role.MASTER) {
                Optional<String> unsafe = PlannedMove.unsafe(instance, "");
                if (unsafe.isEmpty()) {
                    break;
                }
                if (System.nanoTime() - deadline >= 0) {
                    log.warn(
                            "{}: stops all the same, connections may be lost: {}",
                            instance.config().name(),
                            unsafe.get());
                    break;
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }
}
