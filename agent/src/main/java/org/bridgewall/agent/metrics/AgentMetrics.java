package org.bridgewall.agent.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bridgewall.agent.admin.FindingCode;
import org.bridgewall.agent.admin.NodeStatus;
import org.bridgewall.agent.admin.StatusFacts;
import org.bridgewall.agent.admin.StatusReport;
import org.jspecify.annotations.Nullable;

/**
 * The agent's metrics. Gauges come from the status report at each scrape; counters and timers are
 * the loops' own, registered with {@link #registry}. Times are in seconds.
 *
 * <p>Thread rule: any thread.
 */
public final class AgentMetrics {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();
    private final Supplier<StatusReport> status;

    /** Metrics of the report that the supplier publishes at the moment of a scrape. */
    public AgentMetrics(Supplier<StatusReport> status) {
        this.status = status;
        new JvmMemoryMetrics().bindTo(registry);
    }

    /** Where the loops register their counters and timers. */
    public MeterRegistry registry() {
        return registry;
    }

    /** The text format of Prometheus, version 0.0.4. */
    public synchronized String scrape() {
        StatusReport report = status.get();
        cluster(report);
        for (NodeGauge gauge : NodeGauge.ALL) {
            set(
                    gauge.metric(),
                    gauge.description(),
                    report.facts().nodes().stream()
                            .map(node -> row(gauge.of(node), tags(node)))
                            .toList());
        }
        roles(report);
        paths(report);
        replicas(report);
        return registry.scrape();
    }

    private void cluster(StatusReport report) {
        set(
                "bridgewall.health",
                "0 ok, 1 warning, 2 critical",
                List.of(row((double) report.verdict().level().severity(), Tags.empty())));
        set(
                "bridgewall.findings",
                "Findings by code; 0 where all is well",
                Arrays.stream(FindingCode.values())
                        .map(code -> row(count(report, code), Tags.of("code", code.name())))
                        .toList());
        set(
                "bridgewall.election.late.ticks",
                "Late ticks of the election thread in the last minute",
                List.of(row((double) report.facts().realtime().lateTicks(), Tags.empty())));
        set(
                "bridgewall.election.late.worst.seconds",
                "How late the worst of them came",
                List.of(row(report.facts().realtime().worstLateMs() / 1e3, Tags.empty())));
        intake(report.facts().intake());
        if (report.facts().zookeeper() != null) {
            set(
                    "bridgewall.zookeeper.connected",
                    "1 while the cluster store is reached",
                    List.of(row(report.facts().zookeeper().connected() ? 1.0 : 0.0, Tags.empty())));
        }
    }

    private void intake(StatusFacts.Intake intake) {
        set(
                "bridgewall.hosts.internal",
                "Hosts that the node's bridges have learned",
                List.of(row((double) intake.hosts(), Tags.empty())));
        set(
                "bridgewall.events.received",
                "Conntrack events since the start",
                List.of(row((double) intake.eventsReceived(), Tags.empty())));
        set(
                "bridgewall.events.overruns",
                "How often the kernel dropped events since the start",
                List.of(row((double) intake.eventOverruns(), Tags.empty())));
        set(
                "bridgewall.intake.sound",
                "1 while what is replicated is known to be the kernel's",
                List.of(row(intake.doubtMs() == null ? 1.0 : 0.0, Tags.empty())));
        StatusFacts.Audit audit = intake.audit();
        set(
                "bridgewall.audit.age.seconds",
                "Since what is replicated was last compared with the kernel's table",
                List.of(row(audit == null ? null : audit.ageMs() / 1e3, Tags.empty())));
        StatusFacts.Differences mended = intake.mended();
        set(
                "bridgewall.audit.mended",
                "Differences from the kernel's table mended since the start",
                List.of(
                        row((double) mended.missing(), Tags.of("kind", "missing")),
                        row((double) mended.dead(), Tags.of("kind", "dead")),
                        row((double) mended.different(), Tags.of("kind", "different")),
                        row((double) mended.closing(), Tags.of("kind", "closing"))));
        set(
                "bridgewall.cache.damaged.buckets",
                "Parts of what is replicated that were found damaged in memory since the start",
                List.of(row((double) intake.damagedBuckets(), Tags.empty())));
    }

    private static double count(StatusReport report, FindingCode code) {
        return report.verdict().findings().stream().filter(f -> f.code() == code).count();
    }

    private void roles(StatusReport report) {
        List<Row<?>> rows = new ArrayList<>();
        for (NodeStatus node : report.facts().nodes()) {
            for (NodeStatus.Role role : NodeStatus.Role.values()) {
                rows.add(row(role == node.role() ? 1.0 : 0.0, tags(node).and("role", role.name())));
            }
        }
        set("bridgewall.role", "1 for the node's present role", rows);
    }

    private void paths(StatusReport report) {
        List<Row<?>> rows = new ArrayList<>();
        for (NodeStatus node : report.facts().nodes()) {
            for (NodeStatus.Path path : node.paths()) {
                boolean up = path.state() == NodeStatus.PathState.UP;
                rows.add(row(up ? 1.0 : 0.0, tags(node).and("path", path.name())));
            }
        }
        set("bridgewall.path.up", "1 while the path to the node works both ways", rows);
    }

    private void divergence(List<StatusFacts.Replica> replicas) {
        set(
                "bridgewall.replica.diverged.seconds",
                "For how long what is held of the peer has not matched; 0: it does",
                replicas.stream().map(r -> row(diverged(r), peer(r))).toList());
        set(
                "bridgewall.replica.repair.buckets",
                "Of 1024 parts of this node's records, those to be repaired at the peer",
                replicas.stream().map(r -> row((double) r.repairBuckets(), peer(r))).toList());
        set(
                "bridgewall.replica.held.records",
                "Records held of the peer",
                replicas.stream().map(r -> row((double) r.records(), peer(r))).toList());
        set(
                "bridgewall.replica.peer.records",
                "Records that the peer says it has",
                replicas.stream().map(r -> row((double) r.peerRecords(), peer(r))).toList());
    }

    private static double diverged(StatusFacts.Replica replica) {
        Long millis = replica.divergedMs();
        return millis == null ? 0 : millis / 1e3;
    }

    private static Tags peer(StatusFacts.Replica replica) {
        return Tags.of("peer", replica.peer());
    }

    private void replicas(StatusReport report) {
        divergence(report.facts().replicas());
        List<StatusFacts.Coverage> replicas = report.facts().coverage();
        set(
                "bridgewall.replica.coverage",
                "Share of this node's records that the peer is known to hold",
                replicas.stream().map(r -> row(r.all(), Tags.of("peer", r.peer()))).toList());
        set(
                "bridgewall.replica.coverage.first",
                "The same share among assured flows and learned hosts",
                replicas.stream().map(r -> row(r.first(), Tags.of("peer", r.peer()))).toList());
        set(
                "bridgewall.replica.pending.records",
                "Records that changed and that the peer has not acknowledged",
                replicas.stream()
                        .map(r -> row((double) r.pendingRecords(), Tags.of("peer", r.peer())))
                        .toList());
        set(
                "bridgewall.replica.overload.seconds",
                "For how long changes have come faster than they could be sent",
                replicas.stream()
                        .map(r -> row(r.overloadMs() / 1000.0, Tags.of("peer", r.peer())))
                        .toList());
        set(
                "bridgewall.replica.packet.bytes",
                "Largest IP packet that the way to the peer was found to take",
                replicas.stream()
                        .map(r -> row((double) r.packetBytes(), Tags.of("peer", r.peer())))
                        .toList());
    }

    private void set(String name, String description, List<? extends Row<?>> rows) {
        gauges.computeIfAbsent(
                        name,
                        key -> MultiGauge.builder(key).description(description).register(registry))
                .register(new ArrayList<>(rows), true);
    }

    private static Tags tags(NodeStatus node) {
        return Tags.of("instance_name", node.instance(), "node", node.node());
    }

    private static Row<?> row(@Nullable Double value, Tags tags) {
        return Row.of(tags, value == null ? Double.NaN : value);
    }
}
