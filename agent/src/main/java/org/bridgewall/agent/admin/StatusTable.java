package org.bridgewall.agent.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The status for the eye: the verdict, one row per instance and node, what else is wrong, and what
 * holds for all. Pure.
 */
public final class StatusTable {
    private StatusTable() {}

    /** Lines, each ended; deterministic for a report. */
    public static String render(StatusReport report) {
        StatusFacts facts = report.facts();
        StringBuilder out = new StringBuilder(report.verdict().line()).append("\n\n");
        TextTable table =
                new TextTable(
                        "INSTANCE",
                        "NODE",
                        "ROLE",
                        "SINCE",
                        "EPOCH",
                        "GATE",
                        "LEASE",
                        "PRIO",
                        "PATHS",
                        "FLOWS INT/EXT",
                        "LAG",
                        "PROOF",
                        "POLICY",
                        "READY");
        for (NodeStatus node : facts.nodes()) {
            table.row(row(node, facts.generatedAt()));
        }
        out.append(table.render());
        List<Finding> findings = report.verdict().findings();
        if (!findings.isEmpty()) {
            out.append('\n');
        }
        for (Finding finding : findings) {
            out.append("%s %s: %s\n".formatted(finding.level(), finding.code(), finding.message()));
            out.append("    ").append(finding.hint()).append('\n');
        }
        return out.append('\n')
                .append(intake(facts))
                .append(fencing(facts))
                .append(surroundings(facts))
                .toString();
    }

    private static String[] row(NodeStatus node, Instant now) {
        if (!node.heard()) {
            String[] cells = new String[14];
            java.util.Arrays.fill(cells, "-");
            cells[0] = node.instance();
            cells[1] = node.node();
            cells[2] = "not heard";
            cells[8] = paths(node);
            return cells;
        }
        return new String[] {
            node.instance(),
            node.node() + (node.local() ? "*" : ""),
            node.role() + (node.drained() ? " drained" : ""),
            node.since() == null
                    ? "-"
                    : Spans.text(Math.max(0, Duration.between(node.since(), now).toMillis())),
            Long.toString(node.epoch()),
            node.forwarding() ? "open" : "shut",
            lease(node),
            Integer.toString(node.priority()),
            paths(node),
            orDash(node.flowsInternal()) + "/" + orDash(node.flowsExternal()),
            node.lagMs() == null ? "-" : Spans.text(node.lagMs()),
            proof(node.proof()),
            node.policyVersion() == 0 ? "none" : "v" + node.policyVersion(),
            readiness(node.readiness())
        };
    }

    private static String lease(NodeStatus node) {
        if (node.leaseLengthMs() == 0) {
            return "-";
        }
        return node.leaseLengthMs() < 10_000
                ? "%d/%d ms".formatted(node.leaseRemainingMs(), node.leaseLengthMs())
                : "%d/%d s".formatted(node.leaseRemainingMs() / 1000, node.leaseLengthMs() / 1000);
    }

    private static String paths(NodeStatus node) {
        return node.paths().isEmpty()
                ? "-"
                : node.paths().stream()
                        .map(path -> path.name() + " " + state(path.state()))
                        .collect(Collectors.joining(", "));
    }

    private static String state(NodeStatus.PathState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String proof(NodeStatus.@Nullable Proof proof) {
        if (proof == null) {
            return "-";
        }
        if (proof.ageMs() == null) {
            return proof.proven() ? "yes" : "NO";
        }
        String age = Spans.ago(proof.ageMs());
        return proof.proven() ? age : "NO (" + age + ")";
    }

    private static String readiness(NodeStatus.@Nullable Readiness readiness) {
        if (readiness == null) {
            return "-";
        }
        return readiness.ready()
                ? "%d ms, %d at risk".formatted(readiness.expectedMs(), readiness.flowsAtRisk())
                : "NO: " + readiness.reason();
    }

    private static String intake(StatusFacts facts) {
        StatusFacts.Intake intake = facts.intake();
        StringBuilder line = new StringBuilder();
        line.append(
                "%s: %d flows and %d hosts of its own, %d and %d of peers; TCP followed by %s; audit "
                        .formatted(
                                facts.node(),
                                intake.flows(),
                                intake.hosts(),
                                intake.flowsOfPeers(),
                                intake.hostsOfPeers(),
                                intake.tapped() ? "eBPF" : "events"));
        StatusFacts.Audit audit = intake.audit();
        line.append(
                audit == null
                        ? "not yet"
                        : "%s, %d differences"
                                .formatted(Spans.ago(audit.ageMs()), audit.found().all()));
        for (StatusFacts.Replica replica : facts.replicas()) {
            Long diverged = replica.divergedMs();
            if (diverged != null) {
                line.append(
                        "; replica of %s differs since %s (%d records, the peer has %d)"
                                .formatted(
                                        replica.peer(),
                                        Spans.text(diverged),
                                        replica.records(),
                                        replica.peerRecords()));
            }
        }
        return line.append('\n').toString();
    }

    private static String fencing(StatusFacts facts) {
        return facts.fencing().stream()
                .map(margin ->
                        "%s: lease %d ms, renewed every %d ms, the worst turn %d ms late: margin %d ms; %s; second lock %s; witness %s\n"
                                .formatted(
                                        margin.instance(),
                                        margin.leaseMs(),
                                        margin.renewalMs(),
                                        margin.lateMs(),
                                        margin.marginMs(),
                                        margin.fence(),
                                        margin.secondLock(),
                                        margin.witness()))
                .collect(Collectors.joining());
    }

    private static String surroundings(StatusFacts facts) {
        StatusFacts.ZooKeeper zookeeper = facts.zookeeper();
        return "cluster %s, asked at node %s, %s; zookeeper %s; security %s; policy %s\n"
                .formatted(
                        facts.cluster(),
                        facts.node(),
                        facts.software(),
                        zookeeper == null
                                ? "none"
                                : zookeeper.connected() ? "connected" : "UNREACHABLE",
                        facts.security() == StatusFacts.Security.NONE ? "NONE" : "pre-shared key",
                        facts.policyVersion() == null
                                ? "not published"
                                : "v" + facts.policyVersion());
    }

    private static String orDash(@Nullable Long value) {
        return Objects.toString(value, "-");
    }
}
