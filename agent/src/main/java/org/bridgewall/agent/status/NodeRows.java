package org.bridgewall.agent.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bridgewall.agent.admin.NodeStatus;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.ConfigAgreement;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.config.PeerConfig;
import org.bridgewall.agent.config.ReplicationConfig;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.loop.IntakeStatus;
import org.bridgewall.agent.loop.TransitionLog;
import org.bridgewall.agent.peer.WirePath;
import org.bridgewall.agent.policy.EnforcedPolicy;
import org.bridgewall.agent.stp.StpStatus;
import org.bridgewall.agent.vip.VipStatus;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Fitness;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.Role;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncStatus;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertRole;
import org.bridgewall.sync.wire.HeardPeer;
import org.jspecify.annotations.Nullable;

/** One row of the status for each node in each instance. Thread rule: any thread. */
final class NodeRows {
    private static final long MILLI = 1_000_000L;
    private static final long PATH_DEAD_INTERVALS = 4;
    private static final String NO_POLICY = "no policy";
    private static final String NOT_PROVEN = "replica not proven";

    private final AgentConfig config;
    private final String software;

    NodeRows(AgentConfig config, String software) {
        this.config = config;
        this.software = software;
    }

    NodeStatus own(InstanceRuntime instance, SyncStatus sync, IntakeStatus intake, long now) {
        ElectionState state = instance.state();
        long deadline = instance.gate().deadlineNanos();
        boolean open = instance.gate().isOpen(now);
        EnforcedPolicy policy = instance.policy().enforced();
        boolean lone = state.node() instanceof NodeState.Master m && m.lone();
        return new NodeStatus(
                config.node(),
                instance.config().name(),
                mode(instance),
                true,
                true,
                role(state.node().role()),
                epoch(state),
                open,
                open ? (deadline - now) / MILLI : 0,
                leaseLength(instance, lone),
                Fitness.of(instance.election().config(), state).priority(),
                lone,
                state.facts().drained(),
                false,
                List.of(),
                instance.config().ports().stream()
                        .map(port -> new NodeStatus.Leg(port, instance.carrier(port)))
                        .toList(),
                (long) intake.flows(),
                (long) intake.flowsOfPeers(),
                lag(sync),
                proof(instance, sync),
                policy.version(),
                policy.error().isEmpty() ? null : policy.error(),
                readiness(instance, state),
                vips(instance),
                tree(instance),
                software,
                since(instance),
                state.facts().reason());
    }

    private static String mode(InstanceRuntime instance) {
        return instance.config().mode().name().toLowerCase(Locale.ROOT);
    }

    private static NodeStatus.@Nullable Vips vips(InstanceRuntime instance) {
        VipStatus vips = instance.vips();
        return vips.configured() == 0 ? null : new NodeStatus.Vips(vips.configured(), vips.held());
    }

    private static NodeStatus.@Nullable Tree tree(InstanceRuntime instance) {
        StpStatus tree = instance.spanningTree();
        if (tree == null) {
            return null;
        }
        Map<String, String> ports = new TreeMap<>();
        tree.ports().forEach((port, state) -> ports.put(port, state.name()));
        return new NodeStatus.Tree(
                ports, tree.forwards(), tree.window().minMillis(), tree.window().maxMillis());
    }

    private static long leaseLength(InstanceRuntime instance, boolean lone) {
        return lone
                ? instance.config().loneLease().toMillis()
                : instance.config().lease().toMillis();
    }

    NodeStatus peer(InstanceRuntime instance, PeerConfig peer, long now) {
        PeerView view = instance.state().facts().peers().get(peer.node());
        Advert last = instance.heard().get(peer.node());
        if (view == null || last == null) {
            return unheard(instance, peer);
        }
        long age = now - view.heardNanos();
        boolean alive = age < PATH_DEAD_INTERVALS * last.advertIntervalNanos();
        boolean open = alive && last.leaseRemainingNanos() > 0;
        long ownHash = ConfigAgreement.hash(config, instance.config());
        return new NodeStatus(
                peer.node(),
                instance.config().name(),
                mode(instance),
                false,
                alive,
                alive ? NodeStatus.Role.valueOf(last.role().name()) : NodeStatus.Role.UNKNOWN,
                last.epoch(),
                open,
                open ? Math.max(0, (last.leaseRemainingNanos() - age) / MILLI) : 0,
                last.leaseRemainingNanos() / MILLI,
                last.priority(),
                false,
                alive && last.priority() == 0 && last.role() == AdvertRole.BACKUP,
                last.configHash() != ownHash,
                paths(pathNames(instance, peer), view, last, now),
                List.of(),
                last.flowsInternal(),
                last.flowsExternal(),
                last.replicaLagNanos() / MILLI,
                last.role() == AdvertRole.BACKUP
                        ? new NodeStatus.Proof(last.replicaProven(), null)
                        : null,
                last.policyVersion(),
                null,
                alive && last.role() == AdvertRole.BACKUP ? readiness(instance, last) : null,
                null,
                null,
                last.software(),
                null,
                last.reason());
    }

    private NodeStatus unheard(InstanceRuntime instance, PeerConfig peer) {
        List<NodeStatus.Path> paths = new ArrayList<>();
        pathNames(instance, peer)
                .forEach(name -> paths.add(path(name, NodeStatus.PathState.DOWN, null)));
        return new NodeStatus(
                peer.node(),
                instance.config().name(),
                mode(instance),
                false,
                false,
                NodeStatus.Role.UNKNOWN,
                0,
                false,
                0,
                0,
                0,
                false,
                false,
                false,
                paths,
                List.of(),
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                "never heard");
    }

    /** The configured paths to a peer, then those over the instance's own legs. */
    private static List<String> pathNames(InstanceRuntime instance, PeerConfig peer) {
        List<String> names = new ArrayList<>();
        peer.paths().forEach(path -> names.add(path.name()));
        names.addAll(WirePath.names(instance.config().ports().size()));
        return names;
    }

    private List<NodeStatus.Path> paths(List<String> names, PeerView view, Advert last, long now) {
        long dead = PATH_DEAD_INTERVALS * last.advertIntervalNanos();
        return names.stream().map(name -> path(name, view, last, dead, now)).toList();
    }

    private NodeStatus.Path path(
            String name, PeerView view, Advert last, long deadNanos, long now) {
        Long at = view.heardByPath().get(name);
        if (at == null || now - at >= deadNanos) {
            return path(name, NodeStatus.PathState.DOWN, at == null ? null : (now - at) / MILLI);
        }
        boolean echoed = false;
        for (HeardPeer heard : last.heard()) {
            echoed |=
                    heard.node().equals(config.node())
                            && heard.path().equals(name)
                            && heard.ageNanos() < deadNanos;
        }
        return path(
                name,
                echoed ? NodeStatus.PathState.UP : NodeStatus.PathState.ONE_WAY,
                (now - at) / MILLI);
    }

    private static NodeStatus.Path path(
            String name, NodeStatus.PathState state, @Nullable Long ageMs) {
        return new NodeStatus.Path(name, state, ageMs);
    }

    private static NodeStatus.Role role(Role role) {
        return NodeStatus.Role.valueOf(role.name());
    }

    private static long epoch(ElectionState state) {
        return state.node() instanceof NodeState.Master m ? m.epoch() : state.facts().epoch();
    }

    private static long lag(SyncStatus sync) {
        return sync.peers().stream().mapToLong(SessionStatus::lagNanos).max().orElse(0) / MILLI;
    }

    private NodeStatus.@Nullable Proof proof(InstanceRuntime instance, SyncStatus sync) {
        boolean off = config.replication().mode() == ReplicationConfig.Mode.OFF;
        if (instance.state().node().role() != Role.BACKUP || off || sync.peers().isEmpty()) {
            return null;
        }
        boolean proven = ReplicaProof.proven(sync, instance.leader());
        long age =
                sync.peers().stream()
                        .filter(SessionStatus::established)
                        .mapToLong(SessionStatus::provenAgeNanos)
                        .max()
                        .orElse(-1);
        return new NodeStatus.Proof(proven, age < 0 ? null : age / MILLI);
    }

    /** Of a standby, as its adverts tell. */
    private NodeStatus.Readiness readiness(InstanceRuntime instance, Advert last) {
        String why = "";
        if (last.priority() == 0) {
            why = "unfit or drained";
        } else if (last.policyVersion() == 0 && needsPolicy(instance)) {
            why = NO_POLICY;
        } else if (!last.replicaProven() && replicates()) {
            why = NOT_PROVEN;
        }
        return readiness(instance, why);
    }

    private NodeStatus.@Nullable Readiness readiness(
            InstanceRuntime instance, ElectionState state) {
        if (state.node().role() != Role.BACKUP) {
            return null;
        }
        String why = "";
        if (state.facts().drained()) {
            why = "drained";
        } else if (!state.facts().legsDown().isEmpty()) {
            why = "no carrier on " + String.join(", ", state.facts().legsDown());
        } else if (instance.policy().enforced().version() == 0 && needsPolicy(instance)) {
            why = NO_POLICY;
        } else if (!state.facts().proven() && replicates()) {
            why = NOT_PROVEN;
        }
        return readiness(instance, why);
    }

    private static boolean needsPolicy(InstanceRuntime instance) {
        return instance.config().mode() != InstanceConfig.Mode.NONE;
    }

    private boolean replicates() {
        return config.replication().mode() != ReplicationConfig.Mode.OFF;
    }

    /**
     * @param why it is not ready; empty: it is
     */
    private static NodeStatus.Readiness readiness(InstanceRuntime instance, String why) {
        StpStatus tree = instance.spanningTree();
        long expected =
                tree != null
                        ? tree.window().maxMillis()
                        : instance.config().lease().toMillis()
                                + instance.config().advertInterval().toMillis();
        return new NodeStatus.Readiness(why.isEmpty(), expected, 0, why);
    }

    private static @Nullable Instant since(InstanceRuntime instance) {
        List<TransitionLog.Entry> entries = instance.history().transitions();
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).transition().from() != entries.get(i).transition().to()) {
                return entries.get(i).at();
            }
        }
        return null;
    }
}
