package org.bridgewall.agent.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bridgewall.agent.admin.StatusFacts;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.PeerConfig;
import org.bridgewall.agent.config.ReplicationConfig;
import org.bridgewall.agent.config.SecurityConfig;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.agent.sysctl.Finding;
import org.bridgewall.sync.session.SyncStatus;

/**
 * Gathers the facts of {@code agentctl status}.
 *
 * <p>Thread rule: any thread; reads snapshots only.
 */
public final class StatusAssembler {
    private final AgentConfig config;
    private final String software;
    private final List<InstanceRuntime> instances;
    private final Supplier<SyncStatus> sync;
    private final StoreLink store;
    private final StateDirectory disk;
    private final List<Finding> kernel;
    private final NodeRows rows;

    /**
     * Makes an assembler.
     *
     * @param kernel what was found of the kernel's settings at start
     */
    public StatusAssembler(
            AgentConfig config,
            String software,
            List<InstanceRuntime> instances,
            Supplier<SyncStatus> sync,
            StoreLink store,
            StateDirectory disk,
            List<Finding> kernel) {
        this.config = config;
        this.software = software;
        this.instances = instances;
        this.sync = sync;
        this.store = store;
        this.disk = disk;
        this.kernel = List.copyOf(kernel);
        this.rows = new NodeRows(config, software);
    }

    /** The facts now. */
    public StatusFacts facts() {
        long now = System.nanoTime();
        SyncStatus replication = sync.get();
        var nodes = new ArrayList<org.bridgewall.agent.admin.NodeStatus>();
        long policy = 0;
        for (InstanceRuntime instance : instances) {
            nodes.add(rows.own(instance, replication, now));
            for (PeerConfig peer : config.peers()) {
                nodes.add(rows.peer(instance, peer, now));
            }
            policy = Math.max(policy, instance.policy().enforced().version());
        }
        return new StatusFacts(
                config.cluster(),
                config.node(),
                software,
                Instant.now(),
                nodes,
                config.zookeeper()
                        .map(z -> new StatusFacts.ZooKeeper(store.connected(), store.since()))
                        .orElse(null),
                policy == 0 ? null : policy,
                kernelSettings(),
                config.security() instanceof SecurityConfig.None
                        ? StatusFacts.Security.NONE
                        : StatusFacts.Security.PRE_SHARED_KEY,
                config.replication().mode() == ReplicationConfig.Mode.OFF,
                realtime(),
                disk.problem(),
                InstanceFindings.of(instances, now));
    }

    private List<StatusFacts.KernelSetting> kernelSettings() {
        return kernel.stream()
                .filter(Finding::isProblem)
                .map(f -> new StatusFacts.KernelSetting(f.name(), f.found(), f.expected()))
                .toList();
    }

    private StatusFacts.Realtime realtime() {
        for (InstanceRuntime instance : instances) {
            Realtime.Outcome outcome = instance.election().realtime();
            if (!outcome.allowed()) {
                return new StatusFacts.Realtime(false, outcome.text(), 0, 0);
            }
        }
        long late = 0;
        long worst = 0;
        for (InstanceRuntime instance : instances) {
            late += instance.election().lateness().lateTicks();
            worst = Math.max(worst, instance.election().lateness().worstNanos());
        }
        return new StatusFacts.Realtime(true, "", late, worst / 1_000_000);
    }
}
