package org.bridgewall.agent.metrics;

import java.util.List;
import java.util.function.Function;
import org.bridgewall.agent.admin.NodeStatus;
import org.jspecify.annotations.Nullable;

/**
 * A gauge that each node has in each instance. Immutable.
 *
 * @param value null where not known, shown as NaN
 */
record NodeGauge(String metric, String description, Function<NodeStatus, @Nullable Double> value) {
    static final List<NodeGauge> ALL =
            List.of(
                    of("heard", "1 while the node is heard", node -> flag(node.heard())),
                    of("epoch", "Epoch of mastership", node -> (double) node.epoch()),
                    of("gate.open", "1 while the gate is open", node -> flag(node.forwarding())),
                    of(
                            "lease.remaining.seconds",
                            "How long the gate stays open by itself",
                            node -> node.leaseRemainingMs() / 1e3),
                    of("priority", "Election priority", node -> (double) node.priority()),
                    of(
                            "flows.internal",
                            "Flows that the node's kernel tracks",
                            node -> number(node.flowsInternal())),
                    of(
                            "flows.external",
                            "Flows that the node replicates",
                            node -> number(node.flowsExternal())),
                    of(
                            "replica.lag.seconds",
                            "Age of the oldest change that the replica lacks",
                            node -> seconds(node.lagMs())),
                    of("replica.proven", "1 while proven equal", NodeGauge::proven),
                    of(
                            "replica.proof.age.seconds",
                            "Since the digests last matched",
                            NodeGauge::proofAge),
                    of(
                            "policy.version",
                            "Version that the node enforces, 0 none",
                            node -> (double) node.policyVersion()),
                    of("failover.ready", "1 while it could take over", NodeGauge::ready),
                    of(
                            "failover.flows.at.risk",
                            "Flows that a failover to the node would cut",
                            NodeGauge::atRisk));

    private static NodeGauge of(
            String name, String description, Function<NodeStatus, @Nullable Double> value) {
        return new NodeGauge("bridgewall." + name, description, value);
    }

    @Nullable Double of(NodeStatus node) {
        return value.apply(node);
    }

    private static Double flag(boolean value) {
        return value ? 1.0 : 0.0;
    }

    private static @Nullable Double number(@Nullable Long value) {
        return value == null ? null : Double.valueOf(value.doubleValue());
    }

    private static @Nullable Double seconds(@Nullable Long millis) {
        return millis == null ? null : Double.valueOf(millis / 1e3);
    }

    private static @Nullable Double proven(NodeStatus node) {
        return node.proof() == null ? null : flag(node.proof().proven());
    }

    private static @Nullable Double proofAge(NodeStatus node) {
        return node.proof() == null ? null : seconds(node.proof().ageMs());
    }

    private static @Nullable Double ready(NodeStatus node) {
        return node.readiness() == null ? null : flag(node.readiness().ready());
    }

    private static @Nullable Double atRisk(NodeStatus node) {
        return node.readiness() == null
                ? null
                : Double.valueOf((double) node.readiness().flowsAtRisk());
    }
}
