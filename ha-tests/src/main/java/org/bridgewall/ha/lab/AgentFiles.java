package org.bridgewall.ha.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

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

    static Path agent(Site site, LabPlan plan, String node, Path key) throws IOException {
        Path directory = Files.createDirectories(stateDirectory(site, node));
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Written by the laboratory; the commented example is deploy/examples/agent-b1.yaml.
                cluster: lab
                node: %s
                state_dir: %s
                security: { key_file: %s }
                admin: { socket: %s, group: root, http: none }
                zookeeper: { connect: "%s:2181", path: /bridgewall/lab, session_timeout: 6s }
                replication: { mode: %s, commit: %s, tap: %s }
                peers:
                """
                        .formatted(
                                node,
                                directory,
                                key,
                                socket(site, node),
                                Topology.ZOOKEEPER,
                                plan.mode().name().toLowerCase(Locale.ROOT),
                                plan.kind() == LabPlan.Kind.WARM ? "warm" : "on-promotion",
                                plan.kind() == LabPlan.Kind.UNTAPPED ? "off" : "auto"));
        for (String peer : plan.nodeNames()) {
            if (!peer.equals(node)) {
                text.append(peer(plan, node, peer));
            }
        }
        text.append("instances:\n");
        for (Segment segment : plan.segments()) {
            text.append(instance(plan, segment, node));
        }
        return Files.writeString(configuration(site, node), text);
    }

    /** The port belongs to the pair of nodes: each path has sockets of its own. */
    private static String peer(LabPlan plan, String node, String peer) {
        int port = 3780 + 10 * pair(plan, node, peer);
        return """
          - node: %1$s
            paths:
              - { name: sync, local: "%2$s:%6$d", remote: "%3$s:%6$d", replication: true }
              - { name: mgmt, local: "%4$s:%6$d", remote: "%5$s:%6$d", replication: true }
        """
                .formatted(
                        peer,
                        Topology.syncAddress(node),
                        Topology.syncAddress(peer),
                        Topology.managementAddress(node),
                        Topology.managementAddress(peer),
                        port);
    }

    private static int pair(LabPlan plan, String node, String peer) {
        int low = Math.min(Topology.number(node), Topology.number(peer)) - 1;
        int high = Math.max(Topology.number(node), Topology.number(peer)) - 1;
        return low * plan.nodes() + high - 1;
    }

    private static String instance(LabPlan plan, Segment segment, String node) {
        String zone = plan.instances() == 1 ? "" : "    conntrack_zone: " + segment.vrid() + "\n";
        return """
          - name: %s
            vrid: %d
            bridge: %s
            uplink: %s
            screened: [ %s ]
            priority: %d
            advert_interval: 50ms
            lease: 250ms
        """
                        .formatted(
                                segment.instance(),
                                segment.vrid(),
                                segment.bridge(),
                                segment.uplink(),
                                segment.screened(),
                                plan.priority(segment, node))
                + special(plan)
                + zone
                + (plan.witness() ? "    witness: zookeeper\n" : "");
    }

    private static String special(LabPlan plan) {
        return switch (plan.kind()) {
            case PLAIN, WARM, UNTAPPED -> "    fault_hold_max: 3s\n";
            case GROUPED -> "    fault_hold_max: 3s\n    sync_group: site\n";
            case DAMPED ->
                    "    fault_hold: 1s\n    fault_hold_max: 16s\n    fault_decay: 20s\n    preempt: true\n";
        };
    }

    static Path configuration(Site site, String node) {
        return site.directory(node).resolve("agent.yaml");
    }

    static Path stateDirectory(Site site, String node) {
        return site.directory(node).resolve("state");
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
