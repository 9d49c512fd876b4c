package org.bridgewall.agent.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything observed that a verdict rests upon. Immutable; one is published by the agent's loops
 * and read by whoever asks.
 *
 * @param nodes every configured node in every instance of this node, heard or not
 * @param zookeeper null: the cluster runs without
 * @param policyVersion the published version; null: none, or not known
 * @param stateError why the state directory could not be written; null: it could
 * @param noticed what parts of the agent found wrong themselves
 */
public record StatusFacts(
        String cluster,
        String node,
        String software,
        Instant generatedAt,
        List<NodeStatus> nodes,
        @Nullable ZooKeeper zookeeper,
        @Nullable Long policyVersion,
        List<KernelSetting> kernel,
        Security security,
        boolean replicationOff,
        Realtime realtime,
        @Nullable String stateError,
        List<Finding> noticed) {
    public StatusFacts {
        nodes = List.copyOf(nodes);
        kernel = List.copyOf(kernel);
        noticed = List.copyOf(noticed);
    }

    /**
     * The cluster store's connection.
     *
     * @param since when it came or went; null: never connected yet
     */
    public record ZooKeeper(boolean connected, @Nullable Instant since) {}

    /** A kernel setting that is not as needed, or was changed on the way. */
    public record KernelSetting(String name, String found, String expected) {}

    /** How datagrams between the nodes are protected. */
    public enum Security {
        PRE_SHARED_KEY,
        NONE
    }

    /**
     * The election thread's standing.
     *
     * @param reason why not, or empty
     * @param lateTicks ticks that came later than half an advert interval, in the last minute
     * @param worstLateMs the worst of these
     */
    public record Realtime(boolean allowed, String reason, long lateTicks, long worstLateMs) {}
}
