package org.bridgewall.agent.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node in one instance, as this agent knows it: of itself by looking, of peers by their last
 * advert. Immutable. Null means not known.
 *
 * @param mode of the instance: managed, stp or none
 * @param heard whether the node counts as present; this node itself always does
 * @param forwarding whether the gate was open when last read
 * @param leaseLengthMs the lease in use, 0 where the gate has none
 * @param flowsExternal replica of the peers' flows
 * @param lagMs age of the oldest change that this node's replica still lacks
 * @param policyVersion enforced by the node's kernel; 0: none
 * @param policyError why the node refuses the published policy
 * @param legs data ports; empty for a peer, whose ports are not seen from here
 * @param vips null: none are configured, or a peer's
 * @param spanningTree null but in mode stp, and for a peer
 * @param since when the present role began
 * @param reason why the node is in its role
 */
public record NodeStatus(
        String node,
        String instance,
        String mode,
        boolean local,
        boolean heard,
        Role role,
        long epoch,
        boolean forwarding,
        long leaseRemainingMs,
        long leaseLengthMs,
        int priority,
        boolean lone,
        boolean drained,
        boolean configDiffers,
        List<Path> paths,
        List<Leg> legs,
        @Nullable Long flowsInternal,
        @Nullable Long flowsExternal,
        @Nullable Long lagMs,
        @Nullable Proof proof,
        long policyVersion,
        @Nullable String policyError,
        @Nullable Readiness readiness,
        @Nullable Vips vips,
        @Nullable Tree spanningTree,
        @Nullable String software,
        @Nullable Instant since,
        String reason) {
    public NodeStatus {
        paths = List.copyOf(paths);
        legs = List.copyOf(legs);
    }

    /** What the node is in the election. */
    public enum Role {
        UNKNOWN,
        INIT,
        BACKUP,
        CANDIDATE,
        MASTER,
        FAULT
    }

    /** Whether a path to the node works. */
    public enum PathState {
        UP,
        /** Heard, but the node does not hear us. */
        ONE_WAY,
        DOWN
    }

    /**
     * A way from this node to that one.
     *
     * @param ageMs since the last advert heard on it; null: never
     */
    public record Path(String name, PathState state, @Nullable Long ageMs) {}

    /** Virtual addresses: how many there are, and how many the node's kernel has now. */
    public record Vips(int configured, int held) {}

    /**
     * The kernel's spanning tree on the node's bridge.
     *
     * @param ports state of each data port: BLOCKING, LISTENING, LEARNING, FORWARDING, DISABLED
     * @param forwards whether frames can cross
     * @param transitionMinMs shortest time in which the tree moves traffic, by its timers
     * @param transitionMaxMs longest
     */
    public record Tree(
            Map<String, String> ports,
            boolean forwards,
            long transitionMinMs,
            long transitionMaxMs) {
        public Tree {
            ports = Map.copyOf(ports);
        }
    }

    /** A data port. */
    public record Leg(String port, boolean carrier) {}

    /**
     * Whether the node's replica was shown equal to the master's flows.
     *
     * @param ageMs since the digests last matched; null: never, or not known of a peer
     */
    public record Proof(boolean proven, @Nullable Long ageMs) {}

    /**
     * What would happen if the node had to take over now.
     *
     * @param expectedMs blackout
     * @param flowsAtRisk flows that would be cut
     * @param reason why not ready, or empty
     */
    public record Readiness(boolean ready, long expectedMs, long flowsAtRisk, String reason) {}
}
