package org.bridgewall.agent.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bridgewall.agent.admin.NodeStatus.PathState;
import org.bridgewall.agent.admin.NodeStatus.Role;
import org.jspecify.annotations.Nullable;

/** A healthy pair to start from, and single changes to it. */
public final class Facts {
    static final Instant NOW = Instant.parse("2026-11-22T18:30:00Z");

    public final List<NodeStatus> nodes = new ArrayList<>(List.of(master(), backup()));
    public StatusFacts.@Nullable ZooKeeper zookeeper =
            new StatusFacts.ZooKeeper(true, NOW.minusSeconds(60));
    public @Nullable Long policyVersion = 3L;
    public List<StatusFacts.KernelSetting> kernel = List.of();
    public StatusFacts.Security security = StatusFacts.Security.PRE_SHARED_KEY;
    public boolean replicationOff;
    public List<StatusFacts.Coverage> coverage =
            List.of(new StatusFacts.Coverage("b2", true, 1, 1, 0, 0, 0, 1400, 1400));
    public StatusFacts.Realtime realtime = new StatusFacts.Realtime(true, "", 0, 0);
    public StatusFacts.Intake intake = intake(null, null);
    public List<StatusFacts.Replica> replicas = List.of();
    public @Nullable String stateError;
    public List<Finding> noticed = List.of();
    public List<StatusFacts.Fencing> fencing =
            List.of(new StatusFacts.Fencing("dmz", "eBPF", "off", "off", 250, 50, 3));

    /** An intake that is well but for what is given. */
    public static StatusFacts.Intake intake(
            @Nullable Long doubtMs, StatusFacts.@Nullable Audit audit) {
        return new StatusFacts.Intake(
                1042,
                12,
                0,
                0,
                90_000,
                0,
                64 << 20,
                doubtMs,
                false,
                audit,
                new StatusFacts.Differences(0, 0, 0, 0),
                0,
                true);
    }

    public Facts change(int index, UnaryOperator<Node> change) {
        nodes.set(index, change.apply(new Node(nodes.get(index))).build());
        return this;
    }

    public StatusReport report() {
        return StatusReport.of(
                new StatusFacts(
                        "lab",
                        "b1",
                        "0.1.0",
                        NOW,
                        nodes,
                        zookeeper,
                        policyVersion,
                        kernel,
                        security,
                        replicationOff,
                        coverage,
                        realtime,
                        intake,
                        replicas,
                        null,
                        stateError,
                        noticed,
                        fencing));
    }

    private static NodeStatus master() {
        return new NodeStatus(
                "b1",
                "dmz",
                "managed",
                true,
                true,
                Role.MASTER,
                12,
                true,
                187,
                250,
                100,
                false,
                false,
                false,
                List.of(),
                List.of(new NodeStatus.Leg("up0", true), new NodeStatus.Leg("dn0", true)),
                1042L,
                0L,
                null,
                null,
                3,
                null,
                null,
                null,
                null,
                "0.1.0",
                NOW.minusSeconds(7200),
                "won the election");
    }

    private static NodeStatus backup() {
        return new NodeStatus(
                "b2",
                "dmz",
                "managed",
                false,
                true,
                Role.BACKUP,
                12,
                false,
                0,
                0,
                90,
                false,
                false,
                false,
                List.of(
                        new NodeStatus.Path("sync", PathState.UP, 40L),
                        new NodeStatus.Path("mgmt", PathState.UP, 41L)),
                List.of(),
                0L,
                1042L,
                3L,
                new NodeStatus.Proof(true, 400L),
                3,
                null,
                new NodeStatus.Readiness(true, 38, 0, ""),
                null,
                null,
                "0.1.0",
                NOW.minusSeconds(65),
                "hears the master");
    }

    /** A copy of a node's status with some fields changed. */
    public static final class Node {
        private final NodeStatus from;
        public boolean heard;
        public Role role;
        public boolean forwarding;
        public boolean lone;
        public boolean drained;
        public boolean configDiffers;
        public List<NodeStatus.Path> paths;
        public List<NodeStatus.Leg> legs;
        public @Nullable Long lagMs;
        public NodeStatus.@Nullable Proof proof;
        public long policyVersion;
        public @Nullable String policyError;
        public NodeStatus.@Nullable Readiness readiness;
        public String reason;

        Node(NodeStatus from) {
            this.from = from;
            heard = from.heard();
            role = from.role();
            forwarding = from.forwarding();
            lone = from.lone();
            drained = from.drained();
            configDiffers = from.configDiffers();
            paths = from.paths();
            legs = from.legs();
            lagMs = from.lagMs();
            proof = from.proof();
            policyVersion = from.policyVersion();
            policyError = from.policyError();
            readiness = from.readiness();
            reason = from.reason();
        }

        NodeStatus build() {
            return new NodeStatus(
                    from.node(),
                    from.instance(),
                    from.mode(),
                    from.local(),
                    heard,
                    role,
                    from.epoch(),
                    forwarding,
                    from.leaseRemainingMs(),
                    from.leaseLengthMs(),
                    from.priority(),
                    lone,
                    drained,
                    configDiffers,
                    paths,
                    legs,
                    from.flowsInternal(),
                    from.flowsExternal(),
                    lagMs,
                    proof,
                    policyVersion,
                    policyError,
                    readiness,
                    from.vips(),
                    from.spanningTree(),
                    from.software(),
                    from.since(),
                    reason);
        }
    }
}
