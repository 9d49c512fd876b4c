package org.bridgewall.ha.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Distribution;

/**
 * Two nodes with an agent each, a sync cable between them, and whatever else a test wires up; all
 * in namespaces of this process.
 *
 * <p>Thread rule: one thread.
 */
final class PairFixture implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String prefix;
    private final Path directory;
    private final Distribution distribution;
    private final List<String> places = new ArrayList<>();
    private final Map<String, Process> agents = new HashMap<>();

    PairFixture(String name) throws IOException {
        prefix = "bwm-" + name + ProcessHandle.current().pid() + "-";
        directory = Files.createTempDirectory("bwm-" + name);
        distribution = Distribution.find();
        Path key =
                Files.createFile(
                        directory.resolve("key"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                key, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
        place("n1");
        place("n2");
        wire("n1", "sync0", "n2", "sync0");
        for (String node : List.of("n1", "n2")) {
            ip(node, "address add " + sync(node) + "/24 dev sync0");
            ip(node, "link set sync0 up");
        }
    }

    static String other(String node) {
        return node.equals("n1") ? "n2" : "n1";
    }

    private static String sync(String node) {
        return "10.97.0." + node.substring(1);
    }

    String namespace(String place) {
        return prefix + place;
    }

    /** Makes a namespace. */
    void place(String name) throws IOException {
        Command.run("ip", "netns", "add", namespace(name));
        places.add(name);
        ip(name, "link set lo up");
    }

    /** Runs one {@code ip} command in a place. */
    void ip(String place, String arguments) throws IOException {
        in(place, ("ip " + arguments).split(" "));
    }

    String in(String place, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(place)));
        all.addAll(List.of(words));
        return Command.run(all, "");
    }

    /** Addresses of an interface, a line each. */
    String addresses(String place, String device) throws IOException {
        return in(place, "ip", "-o", "address", "show", "dev", device);
    }

    void wire(String a, String nameAtA, String b, String nameAtB) throws IOException {
        ip(
                a,
                "link add %s type veth peer name %s netns %s"
                        .formatted(nameAtA, nameAtB, namespace(b)));
    }

    /** A switch: a bridge without a spanning tree. */
    void zwitch(String place, String... ports) throws IOException {
        ip(place, "link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
        ip(place, "link set br0 up");
        for (String port : ports) {
            ip(place, "link set " + port + " master br0");
            ip(place, "link set " + port + " up");
        }
    }

    /** A network {@code lan} with a switch, to which both nodes have an interface {@code lan0}. */
    void lan() throws IOException {
        place("lan");
        for (String node : List.of("n1", "n2")) {
            wire(node, "lan0", "lan", node);
            ip(node, "link set lan0 up");
        }
        zwitch("lan", "n1", "n2");
    }

    Path state(String node) throws IOException {
        return Files.createDirectories(directory.resolve(node));
    }

    /** Starts a node's agent; the text is the list {@code instances}. */
    void start(String node, String instances) throws IOException {
        String text =
                """
                cluster: pair
                node: %s
                state_dir: %s
                security: { key_file: %s }
                zookeeper: none
                admin: { socket: %s, group: root, http: none }
                peers:
                  - node: %s
                    paths:
                      - { name: sync, local: "%s:3780", remote: "%s:3780", replication: true }
                instances:
                %s\
                """
                        .formatted(
                                node,
                                state(node),
                                directory.resolve("key"),
                                socket(node),
                                other(node),
                                sync(node),
                                sync(other(node)),
                                instances.indent(2));
        Path config = Files.writeString(directory.resolve(node + ".yaml"), text);
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace(node)));
        words.addAll(distribution.agent());
        words.addAll(List.of("--config", config.toString()));
        agents.put(
                node,
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        directory.resolve(node + ".log").toFile()))
                        .start());
    }

    String log(String node) throws IOException {
        return Files.readString(directory.resolve(node + ".log"));
    }

    /** Kills a node's agent. */
    void kill(String node) throws IOException {
        Process agent = agents.remove(node);
        if (agent != null) {
            agent.destroyForcibly();
            try {
                agent.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** What the node says of itself and of the cluster; an empty document while it is silent. */
    JsonNode status(String node) throws IOException {
        Command.Output answer = agentctl(node, "status", "-o", "json");
        return answer.exitCode() > 2 ? JSON.createObjectNode() : JSON.readTree(answer.out());
    }

    /** The node's row about itself. */
    JsonNode self(String node) throws IOException {
        for (JsonNode row : status(node).path("nodes")) {
            if (row.path("local").asBoolean()) {
                return row;
            }
        }
        return JSON.createObjectNode();
    }

    boolean leads(String node) throws IOException {
        return self(node).path("role").asText().equals("MASTER");
    }

    Command.Output agentctl(String node, String... words) throws IOException {
        List<String> all = new ArrayList<>(distribution.agentctl());
        all.addAll(List.of(words));
        all.addAll(List.of("--socket", socket(node).toString()));
        return Command.attempt(all, "", Duration.ofSeconds(30));
    }

    private Path socket(String node) {
        return directory.resolve(node + ".sock");
    }

    @Override
    public void close() throws IOException {
        for (String node : List.of("n1", "n2")) {
            kill(node);
        }
        for (String place : places) {
            Command.run("ip", "netns", "del", namespace(place));
        }
    }
}
