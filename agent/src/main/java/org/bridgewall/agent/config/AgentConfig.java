package org.bridgewall.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration of one agent. Immutable; made by {@link ConfigFile#read} only, so that an
 * instance of it is always sound.
 *
 * @param cluster name of the cluster; binds authenticated datagrams to it
 * @param node name of this node
 * @param stateDirectory where the agent keeps what must survive it
 * @param zookeeper empty: this cluster runs without
 */
public record AgentConfig(
        String cluster,
        String node,
        Path stateDirectory,
        SecurityConfig security,
        AdminConfig admin,
        Optional<ZooKeeperConfig> zookeeper,
        List<PeerConfig> peers,
        ReplicationConfig replication,
        KernelConfig kernel,
        List<InstanceConfig> instances) {
    public AgentConfig {
        peers = List.copyOf(peers);
        instances = List.copyOf(instances);
    }
}
