package org.bridgewall.agent.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bridgewall.agent.admin.NodeStatus.PathState;
import org.bridgewall.agent.admin.NodeStatus.Readiness;
import org.bridgewall.agent.admin.NodeStatus.Role;

/** From facts to findings to a verdict. Pure. */
public final class Verdicts {
    /** A replica that lags more than this would lose connections made meanwhile. */
    static final long LAG_LIMIT_MS = 1_000;

    /** Begins the names of paths through the data segments of one instance. */
    private static final String OWN_PATH = "wire-";

    /** A coverage that is low for so long is no mere burst. */
    static final long COVERAGE_LIMIT_MS = 10_000;

    private final StatusFacts facts;
    private final List<Finding> findings = new ArrayList<>();

    private Verdicts(StatusFacts facts) {
        this.facts = facts;
    }

    /** The verdict on these facts. */
    public static Verdict judge(StatusFacts facts) {
        Verdicts verdicts = new Verdicts(facts);
        verdicts.instances().forEach(verdicts::judgeInstance);
        facts.nodes().stream().filter(NodeStatus::heard).forEach(verdicts::judgeNode);
        verdicts.judgeLostPeers();
        verdicts.judgeSurroundings();
        return verdicts.verdict();
    }

    private Verdict verdict() {
        List<Finding> sorted =
                findings.stream().sorted(Comparator.comparing(Finding::code)).toList();
        if (sorted.isEmpty()) {
            return new Verdict(Level.OK, "OK", wellMessage(), sorted);
        }
        Finding first = sorted.getFirst();
        String more = sorted.size() == 1 ? "" : " (and %d more)".formatted(sorted.size() - 1);
        return new Verdict(first.level(), first.code().name(), first.message() + more, sorted);
    }

    private List<String> instances() {
        return facts.nodes().stream().map(NodeStatus::instance).distinct().toList();
    }

    private List<NodeStatus> nodesOf(String instance, Predicate<NodeStatus> which) {
        return facts.nodes().stream()
                .filter(node -> node.instance().equals(instance))
                .filter(NodeStatus::heard)
                .filter(which)
                .toList();
    }

    private void judgeInstance(String instance) {
        List<NodeStatus> masters = nodesOf(instance, node -> node.role() == Role.MASTER);
        List<NodeStatus> open = nodesOf(instance, NodeStatus::forwarding);
        if (open.size() > 1) {
            find(FindingCode.DUAL_FORWARDING, instance + ": " + names(open) + " forward at once");
        }
        if (masters.size() > 1) {
            find(FindingCode.DUAL_MASTER, instance + ": " + names(masters));
        }
        if (masters.isEmpty()) {
            String roles =
                    nodesOf(instance, _ -> true).stream()
                            .map(node -> node.node() + " is " + node.role())
                            .collect(Collectors.joining(", "));
            find(FindingCode.NO_MASTER, instance + ": nobody leads: " + roles);
        }
        for (NodeStatus node : nodesOf(instance, _ -> true)) {
            if (node.role() == Role.MASTER && !node.forwarding()) {
                find(FindingCode.ROLE_MISMATCH, at(node) + " is MASTER but its gate is shut");
            } else if (node.role() != Role.MASTER && node.forwarding()) {
                find(
                        FindingCode.ROLE_MISMATCH,
                        at(node) + " is " + node.role() + " but its gate is open");
            }
        }
    }

    private void judgeNode(NodeStatus node) {
        if (node.mode().equals("none")) {
            // A routed pair has no policy of ours.
        } else if (node.policyVersion() == 0) {
            find(
                    FindingCode.POLICY_MISSING,
                    at(node) + " enforces no policy and lets nothing pass");
        } else if (node.policyError() != null) {
            find(FindingCode.POLICY_REFUSED, at(node) + ": " + node.policyError());
        } else if (published(node.instance()) > node.policyVersion()) {
            find(
                    FindingCode.POLICY_DRIFT,
                    "%s enforces version %d (published: %d)"
                            .formatted(at(node), node.policyVersion(), published(node.instance())));
        }
        if (node.role() == Role.FAULT) {
            find(FindingCode.NODE_FAULT, at(node) + ": " + node.reason());
        }
        if (node.drained()) {
            find(FindingCode.DRAINED, at(node) + " is drained");
        }
        if (node.lone() && node.role() == Role.MASTER) {
            find(FindingCode.LONE, at(node) + " leads alone");
        }
        if (node.configDiffers()) {
            find(FindingCode.CONFIG_DRIFT, at(node) + " is configured differently");
        }
        for (NodeStatus.Leg leg : node.legs()) {
            if (!leg.carrier()) {
                find(FindingCode.LEG_DOWN, at(node) + ": " + leg.port() + " has no carrier");
            }
        }
        judgePaths(node);
        if (node.role() == Role.BACKUP && !facts.replicationOff()) {
            judgeReplica(node);
        }
    }

    /** Each instance has versions of its own; what one node enforces was published. */
    private long published(String instance) {
        Long known = facts.policyVersion();
        boolean only = instances().size() == 1;
        return nodesOf(instance, _ -> true).stream()
                .mapToLong(NodeStatus::policyVersion)
                .reduce(only && known != null ? known : 0, Math::max);
    }

    private void judgePaths(NodeStatus node) {
        for (NodeStatus.Path path : node.paths()) {
            // Several instances share the paths, but for those over their own legs.
            boolean own = path.name().startsWith(OWN_PATH);
            String name =
                    (own ? node.instance() + ": " : "")
                            + "path "
                            + path.name()
                            + " to "
                            + node.node();
            FindingCode code =
                    path.state() == PathState.DOWN
                            ? FindingCode.PATH_DOWN
                            : FindingCode.PATH_ONE_WAY;
            if (path.state() != PathState.UP && !found(code, name)) {
                find(code, name);
            }
        }
    }

    private void judgeReplica(NodeStatus node) {
        NodeStatus.Proof proof = node.proof();
        if (proof != null && !proof.proven()) {
            find(
                    FindingCode.REPLICA_UNPROVEN,
                    "%s: %s"
                            .formatted(
                                    at(node),
                                    proof.ageMs() == null
                                            ? "never proven"
                                            : "last proven " + Spans.ago(proof.ageMs())));
        }
        if (node.lagMs() != null && node.lagMs() > LAG_LIMIT_MS) {
            find(
                    FindingCode.REPLICA_LAG,
                    "%s: %s behind (limit %s)"
                            .formatted(
                                    at(node), Spans.text(node.lagMs()), Spans.text(LAG_LIMIT_MS)));
        }
    }

    private void judgeLostPeers() {
        facts.nodes().stream()
                .filter(node -> !node.heard())
                .map(NodeStatus::node)
                .distinct()
                .forEach(node -> find(FindingCode.PEER_LOST, node + " is not heard on any path"));
    }

    private void judgeCoverage(StatusFacts.Coverage replica) {
        String held =
                "%s holds %d %% of this node's flows, %d %% of the assured"
                        .formatted(
                                replica.peer(),
                                (int) (replica.all() * 100),
                                (int) (replica.first() * 100));
        if (replica.lowMs() >= COVERAGE_LIMIT_MS) {
            find(FindingCode.REPLICA_COVERAGE, held + ", for " + Spans.text(replica.lowMs()));
        }
        if (replica.overloadMs() >= COVERAGE_LIMIT_MS) {
            find(
                    FindingCode.REPLICA_OVERLOAD,
                    "for %s more changes than can be sent, so no proof; %s"
                            .formatted(Spans.text(replica.overloadMs()), held));
        }
        if (replica.packetBytes() < replica.configuredBytes()) {
            find(
                    FindingCode.PATH_MTU,
                    "the way to %s takes packets of %d bytes (replication.mtu: %d)"
                            .formatted(
                                    replica.peer(),
                                    replica.packetBytes(),
                                    replica.configuredBytes()));
        }
    }

    private void judgeSurroundings() {
        StatusFacts.ZooKeeper zookeeper = facts.zookeeper();
        if (zookeeper != null && !zookeeper.connected()) {
            find(
                    FindingCode.ZK_UNREACHABLE,
                    zookeeper.since() == null
                            ? "not reached since this agent started"
                            : "since " + zookeeper.since());
        }
        for (StatusFacts.KernelSetting setting : facts.kernel()) {
            find(
                    FindingCode.KERNEL_SETTING,
                    "%s is %s (expected: %s)"
                            .formatted(setting.name(), setting.found(), setting.expected()));
        }
        judgeIntake();
        facts.coverage().stream()
                .filter(StatusFacts.Coverage::established)
                .forEach(this::judgeCoverage);
        if (facts.security() == StatusFacts.Security.NONE) {
            find(FindingCode.SECURITY_NONE, "security: none is configured");
        }
        if (facts.replicationOff()) {
            find(FindingCode.REPLICATION_OFF, "replication.mode: off is configured");
        }
        if (!facts.realtime().allowed()) {
            find(FindingCode.NOT_REALTIME, "election thread: " + facts.realtime().reason());
        }
        if (facts.realtime().lateTicks() > 0) {
            find(
                    FindingCode.LATE_TICKS,
                    "%d late ticks in the last minute, the worst by %s"
                            .formatted(
                                    facts.realtime().lateTicks(),
                                    Spans.text(facts.realtime().worstLateMs())));
        }
        for (StatusFacts.Fencing margin : facts.fencing()) {
            if (margin.thin()) {
                find(
                        FindingCode.LEASE_MARGIN,
                        "%s: a turn came %s late: of the lease of %s %s were left (expected: a lease of at least %s)"
                                .formatted(
                                        margin.instance(),
                                        Spans.text(margin.lateMs()),
                                        Spans.text(margin.leaseMs()),
                                        Spans.text(Math.max(0, margin.marginMs())),
                                        Spans.text(margin.enoughMs())));
            }
        }
        if (facts.stateError() != null) {
            find(FindingCode.STATE_UNSAVED, facts.stateError());
        }
        findings.addAll(facts.noticed());
    }

    private void judgeIntake() {
        StatusFacts.Intake intake = facts.intake();
        Long doubt = intake.doubtMs();
        if (doubt != null) {
            find(
                    FindingCode.EVENTS_LOST,
                    "%s: events were lost %s%s"
                            .formatted(
                                    facts.node(),
                                    Spans.ago(doubt),
                                    intake.readingTable() ? "; the table is being read" : ""));
        }
        StatusFacts.Audit audit = intake.audit();
        if (audit != null && audit.blamed() && audit.found().all() > 0) {
            StatusFacts.Differences found = audit.found();
            find(
                    FindingCode.AUDIT_DIFFERENCES,
                    "%s: %s, of %d flows %d missing, %d dead, %d different"
                            .formatted(
                                    facts.node(),
                                    Spans.ago(audit.ageMs()),
                                    audit.flows(),
                                    found.missing(),
                                    found.dead(),
                                    found.different()));
        }
    }

    private String wellMessage() {
        return instances().stream().map(this::wellMessage).collect(Collectors.joining("; "));
    }

    private String wellMessage(String instance) {
        String master = names(nodesOf(instance, node -> node.role() == Role.MASTER));
        String ready =
                nodesOf(instance, node -> node.readiness() != null && node.readiness().ready())
                        .stream()
                        .map(node -> failover(node, node.readiness()))
                        .findFirst()
                        .orElse("nobody is ready to take over");
        return "%s forwards through %s; %s".formatted(instance, master, ready);
    }

    private static String failover(
            NodeStatus node, @org.jspecify.annotations.Nullable Readiness readiness) {
        return readiness == null
                ? ""
                : "fail over to %s now: %d ms expected, %d flows at risk"
                        .formatted(node.node(), readiness.expectedMs(), readiness.flowsAtRisk());
    }

    private boolean found(FindingCode code, String message) {
        return findings.stream().anyMatch(f -> f.code() == code && f.message().equals(message));
    }

    private void find(FindingCode code, String message) {
        findings.add(new Finding(code, message));
    }

    private static String at(NodeStatus node) {
        return node.instance() + ": " + node.node();
    }

    private static String names(List<NodeStatus> nodes) {
        return nodes.stream().map(NodeStatus::node).collect(Collectors.joining(" and "));
    }
}
