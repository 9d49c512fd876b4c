package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bridgewall.ha.lab.Site;

/** What the agents and their ZooKeeper read. Thread rule: one thread. */
final class AgentSetup {
    private static final int KEY_BYTES = 32;

    private final Site site;

    AgentSetup(Site site) {
        this.site = site;
    }

    Path directory(String name) throws IOException {
        return Files.createDirectories(site.directory(name));
    }

    Path socket(String node) {
        return site.directory(node).resolve("agent.sock");
    }

    private Path keyFile() {
        return site.runDirectory().resolve("cluster.key");
    }

    /** Writes a new key of the cluster, readable by its owner alone. */
    void key() throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.deleteIfExists(keyFile());
        Files.createFile(
                keyFile(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keyFile(), HexFormat.of().formatHex(key) + "\n");
    }

    Path agent(String node) throws IOException {
        String peer = node.equals("b1") ? "b2" : "b1";
        Path state = Files.createDirectories(directory(node).resolve("state"));
        return Files.writeString(
                directory(node).resolve("agent.yaml"),
                """
                cluster: bench
                node: %s
                state_dir: %s
                security: { key_file: %s }
                admin: { socket: %s, group: root, http: none }
                zookeeper: { connect: "%s:2181", path: /bridgewall/bench, session_timeout: 6s }
                peers:
                  - node: %s
                    paths:
                      - { name: sync, local: "%s:3780", remote: "%s:3780", replication: true }
                      - { name: mgmt, local: "%s:3780", remote: "%s:3780", replication: true }
                replication: { mode: ftfw }
                instances:
                  - name: dmz
                    vrid: 7
                    bridge: br0
                    uplink: up0
                    screened: [ dn0 ]
                    priority: %d
                    advert_interval: 100ms
                    lease: 250ms
                """
                        .formatted(
                                node,
                                state,
                                keyFile(),
                                socket(node),
                                Wires.ZOOKEEPER,
                                peer,
                                Wires.sync(node),
                                Wires.sync(peer),
                                Wires.management(node),
                                Wires.management(peer),
                                node.equals("b1") ? 120 : 100));
    }

    Path zooKeeper() throws IOException {
        Path data = Files.createDirectories(directory("zookeeper").resolve("data"));
        return Files.writeString(
                directory("zookeeper").resolve("zoo.cfg"),
                """
                tickTime=2000
                dataDir=%s
                clientPortAddress=%s
                clientPort=2181
                admin.enableServer=false
                """
                        .formatted(data, Wires.ZOOKEEPER));
    }
}
