package org.bridgewall.ha.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The files that the laboratory's agents and ZooKeeper read. */
final class AgentFiles {
    private static final int KEY_BYTES = 32;

    private AgentFiles() {}

    /** Writes the key of the cluster, readable by its owner alone. */
    static Path key(Site site) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path file = site.runDirectory().resolve("cluster.key");
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, HexFormat.of().formatHex(key) + "\n");
    }

    static Path agent(Site site, String node, Path key, boolean replication) throws IOException {
        String peer =
                Topology.NODES.stream().filter(n -> !n.equals(node)).findFirst().orElseThrow();
        Path directory = Files.createDirectories(site.directory(node).resolve("state"));
        String text =
                """
                # Written by the laboratory; the commented example is deploy/examples/agent-b1.yaml.
                cluster: lab
                node: %s
                state_dir: %s
                security: { key_file: %s }
                admin: { socket: %s, group: root, http: none }
                zookeeper: { connect: "%s:2181", path: /bridgewall/lab, session_timeout: 6s }
                peers:
                  - node: %s
                    paths:
                      - { name: sync, local: "%s:3780", remote: "%s:3780", replication: true }
                      - { name: mgmt, local: "%s:3780", remote: "%s:3780", replication: true }
                replication: { mode: %s }
                instances:
                  - name: dmz
                    vrid: 7
                    bridge: br0
                    uplink: up0
                    screened: [ dn0 ]
                    priority: %d
                    advert_interval: 50ms
                    lease: 250ms
                """
                        .formatted(
                                node,
                                directory,
                                key,
                                socket(site, node),
                                Topology.ZOOKEEPER,
                                peer,
                                Topology.syncAddress(node),
                                Topology.syncAddress(peer),
                                Topology.managementAddress(node),
                                Topology.managementAddress(peer),
                                replication ? "ftfw" : "off",
                                140 - 20 * Topology.number(node));
        return Files.writeString(site.directory(node).resolve("agent.yaml"), text);
    }

    static Path socket(Site site, String node) {
        return site.directory(node).resolve("agent.sock");
    }

    static Path zooKeeper(Site site) throws IOException {
        Path directory = Files.createDirectories(site.directory("zookeeper").resolve("data"));
        return Files.writeString(
                site.directory("zookeeper").resolve("zoo.cfg"),
                """
                tickTime=2000
                dataDir=%s
                clientPortAddress=%s
                clientPort=2181
                admin.enableServer=false
                """
                        .formatted(directory, Topology.ZOOKEEPER));
    }
}
