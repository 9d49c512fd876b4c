package org.bridgewall.agent.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bridgewall.agent.admin.StatusFacts;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.PeerConfig;
import org.bridgewall.agent.config.ReplicationConfig;
import org.bridgewall.agent.config.SecurityConfig;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.loop.IntakeStatus;
import org.bridgewall.agent.loop.WarmStatus;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.agent.sysctl.Finding;
import org.bridgewall.agent.sysctl.SettingsWatch;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.WitnessView;
import org.bridgewall.sync.session.SyncStatus;

/**
 * Gathers the facts of {@code agentctl status}.
 *
 * <p>Thread rule: any thread; reads snapshots only.
 */
public final class StatusAssembler {
    private static final String TABLE_SIZE = "net.netfilter.nf_conntrack_max";

    private final AgentConfig config;
    private final String software;
    private final List<InstanceRuntime> instances;
    private final Supplier<SyncStatus> sync;
    private final Supplier<IntakeStatus> intake;
    private final Supplier<Optional<WarmStatus>> warm;
    private final StoreLink store;
    private final StateDirectory disk;
    private final SettingsWatch kernel;
    private final NodeRows rows;

    /**
     * Makes an assembler.
     *
     * @param warm empty: none is configured
     * @param kernel what is found of the kernel's settings
     */
    public StatusAssembler(
            AgentConfig config,
            String software,
            List<InstanceRuntime> instances,
            Supplier<SyncStatus> sync,
            Supplier<IntakeStatus> intake,
            Supplier<Optional<WarmStatus>> warm,
            StoreLink store,
            StateDirectory disk,
            SettingsWatch kernel) {
        this.config = config;
        this.software = software;
        this.instances = instances;
        this.sync = sync;
        this.intake = intake;
        this.warm = warm;
        this.store = store;
        this.disk = disk;
        this.kernel = kernel;
        this.rows = new NodeRows(config, software);
    }

    /** The facts now. */
    public StatusFacts facts() {
        long now = System.nanoTime();
        SyncStatus replication = sync.get();
        IntakeStatus table = intake.get();
        Optional<WarmStatus> warmth = warm.get();
        var nodes = new ArrayList<org.bridgewall.agent.admin.NodeStatus>();
        long policy = 0;
        for (InstanceRuntime instance : instances) {
            nodes.add(rows.own(instance, replication, table, now));
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
                kernelSettings(table),
                config.security() instanceof SecurityConfig.None
                        ? StatusFacts.Security.NONE
                        : StatusFacts.Security.PRE_SHARED_KEY,
                config.replication().mode() == ReplicationConfig.Mode.OFF,
                coverage(replication),
                realtime(),
                IntakeFacts.of(table, now),
                IntakeFacts.replicas(replication),
                warmth.map(StatusAssembler::warm).orElse(null),
                disk.problem(),
                InstanceFindings.of(instances, warmth, now),
                instances.stream().map(StatusAssembler::margin).toList());
    }

    private static StatusFacts.Fencing margin(InstanceRuntime instance) {
        ElectionConfig timers = instance.election().config();
        return new StatusFacts.Fencing(
                instance.config().name(),
                instance.gate().description(),
                instance.secondLock(),
                witness(instance),
                timers.leaseNanos() / 1_000_000,
                timers.renewNanos() / 1_000_000,
                instance.election().lateness().measuredNanos() / 1_000_000);
    }

    private static String witness(InstanceRuntime instance) {
        WitnessView view = instance.state().facts().witness();
        if (!instance.election().config().witness().asked()) {
            return "off";
        }
        if (!view.reachable()) {
            return "unreachable";
        }
        String holder = view.holder().isEmpty() ? "nobody" : view.holder();
        return "epoch " + view.epoch() + " of " + holder;
    }

    private static StatusFacts.Warm warm(WarmStatus status) {
        return new StatusFacts.Warm(
                status.state().name(), status.written(), status.pending(), status.errors());
    }

    private List<StatusFacts.KernelSetting> kernelSettings(IntakeStatus table) {
        List<StatusFacts.KernelSetting> settings = new ArrayList<>();
        for (Finding finding : kernel.findings()) {
            if (finding.isProblem()) {
                settings.add(
                        new StatusFacts.KernelSetting(
                                finding.name(), finding.found(), finding.expected()));
            }
        }
        long room = kernel.number(TABLE_SIZE);
        long needed = (long) table.flows() + table.flowsOfPeers();
        if (room > 0 && needed > room) {
            settings.add(
                    new StatusFacts.KernelSetting(
                            TABLE_SIZE,
                            Long.toString(room),
                            "at least " + needed + ", own flows and those held of the peers"));
        }
        return settings;
    }

    private List<StatusFacts.Coverage> coverage(SyncStatus status) {
        return status.peers().stream()
                .map(peer ->
                        new StatusFacts.Coverage(
                                peer.peer(),
                                peer.established(),
                                peer.coverage().all(),
                                peer.coverage().first(),
                                peer.coverage().lowNanos() / 1_000_000,
                                peer.overloadNanos() / 1_000_000,
                                peer.pendingRecords(),
                                peer.packetBytes(),
                                config.replication().mtuBytes()))
                .toList();
    }

    private StatusFacts.Realtime realtime() {
        for (InstanceRuntime instance : instances) {
            Realtime.Outcome outcome = instance.election().realtime();
            if (!outcome.allowed()) {
                return new StatusFacts.Realtime(false, outcome.text(), 0, 0);
            }
        }
        Set<String> scheduled = new LinkedHashSet<>();
        long late = 0;
        long worst = 0;
        for (InstanceRuntime instance : instances) {
            scheduled.add(instance.election().realtime().text());
            late += instance.election().lateness().lateTicks();
            worst = Math.max(worst, instance.election().lateness().worstNanos());
        }
        return new StatusFacts.Realtime(
                true, String.join("; ", scheduled), late, worst / 1_000_000);
    }
}
