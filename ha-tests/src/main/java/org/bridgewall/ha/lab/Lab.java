package org.bridgewall.ha.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A running laboratory: wires, ZooKeeper and the agents of both nodes, and what can be done to
 * them.
 *
 * <p>Thread rule: one thread at a time.
 */
public final class Lab {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Site site;
    private final Distribution distribution;
    private final Topology topology;
    private final Consumer<String> progress;

    /**
     * @param progress is told what is being done, a line at a time
     */
    public Lab(Site site, Distribution distribution, Consumer<String> progress) {
        this.site = site;
        this.distribution = distribution;
        this.topology = new Topology(site);
        this.progress = progress;
    }

    public Site site() {
        return site;
    }

    public Topology topology() {
        return topology;
    }

    /** Whether everything of an earlier {@link #up} still runs, in the same mode. */
    public boolean isUp(boolean replication) throws IOException {
        for (String name : List.of("zookeeper", "b1", "b2")) {
            if (ProcessRecord.find(site, name).filter(ProcessRecord::alive).isEmpty()) {
                return false;
            }
        }
        String mode = replication ? "mode: ftfw" : "mode: off";
        return Files.readString(site.directory("b1").resolve("agent.yaml")).contains(mode);
    }

    /** Whether anything of the laboratory is there. */
    public boolean exists() {
        return topology.exists() || Files.exists(site.runDirectory());
    }

    /** What runs: one line for each process. */
    public String inventory() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("zookeeper", "b1", "b2")) {
            Optional<ProcessRecord> process = ProcessRecord.find(site, name);
            String state =
                    process.isEmpty()
                            ? "not started"
                            : process.get().alive() ? "runs, pid " + process.get().pid() : "ended";
            text.append("%-10s %s%n".formatted(name, state));
        }
        return text.toString();
    }

    /**
     * Builds and starts everything and publishes the policy; returns when one node forwards and the
     * other stands ready. What is left of an earlier laboratory is removed first.
     *
     * @param replication false: the control, in which no connection can survive
     */
    public void up(boolean replication, Path policy) throws IOException {
        down();
        progress.accept(
                "network namespaces: " + site.prefix() + "{client,swA,b1,b2,swB,server,mgmt}");
        Files.createDirectories(site.runDirectory());
        topology.build();
        startZooKeeper();
        Path key = AgentFiles.key(site);
        for (String node : Topology.NODES) {
            AgentFiles.agent(site, node, key, replication);
            startAgent(node);
        }
        for (String node : Topology.NODES) {
            awaitAnswer(node);
        }
        progress.accept("policy: " + policy.getFileName());
        applyPolicy(policy);
        awaitReady(replication, Duration.ofSeconds(60));
    }

    /** Ends the site's processes and removes its namespaces and files. Safe to repeat. */
    public void down() throws IOException {
        for (String name : List.of("b1", "b2", "zookeeper")) {
            Optional<ProcessRecord> process = ProcessRecord.find(site, name);
            if (process.isPresent()) {
                progress.accept("ending " + name);
                process.get().end(Duration.ofSeconds(5));
            }
        }
        topology.remove();
        deleteTree(site.runDirectory());
    }

    public void startZooKeeper() throws IOException {
        progress.accept("ZooKeeper at " + Topology.ZOOKEEPER + ":2181");
        List<String> words = inNamespace("mgmt", distribution.zooKeeper());
        words.add(AgentFiles.zooKeeper(site).toString());
        ProcessRecord process = ProcessRecord.start(site, "zookeeper", words);
        await(
                Duration.ofSeconds(30),
                "ZooKeeper listens",
                () -> process.alive() && listens("mgmt", Topology.ZOOKEEPER, 2181),
                () -> logTail("zookeeper"));
    }

    public void startAgent(String node) throws IOException {
        progress.accept("agent " + node);
        List<String> words = inNamespace(node, distribution.agent());
        words.addAll(List.of("--config", site.directory(node).resolve("agent.yaml").toString()));
        ProcessRecord.start(site, node, words);
    }

    /** Whether a node's agent, or ZooKeeper, runs. */
    public boolean runs(String name) throws IOException {
        return ProcessRecord.find(site, name).filter(ProcessRecord::alive).isPresent();
    }

    /** The process of a node's agent or of ZooKeeper. */
    public ProcessRecord process(String name) throws IOException {
        return ProcessRecord.find(site, name)
                .orElseThrow(() -> new IOException(name + " was not started"));
    }

    /** Ends an agent or ZooKeeper as a crash does. */
    public void crash(String name) throws IOException {
        process(name).kill();
    }

    /** Asks a node's agent; the exit code is part of the answer. */
    public Command.Output agentctl(String node, String... words) throws IOException {
        List<String> command = new ArrayList<>(distribution.agentctl());
        command.addAll(List.of(words));
        command.addAll(List.of("--socket", AgentFiles.socket(site, node).toString()));
        return Command.attempt(command, "", Duration.ofSeconds(60));
    }

    /** What a node says of the cluster; empty while it does not answer. */
    public Optional<AgentView> view(String node) throws IOException {
        Command.Output answer = agentctl(node, "status", "-o", "json");
        return answer.out().isBlank() || answer.exitCode() > 2
                ? Optional.empty()
                : Optional.of(new AgentView(JSON.readTree(answer.out())));
    }

    /** The timeline of a node's latest takeover; a missing node where there is none. */
    public JsonNode lastTakeover(String node) throws IOException {
        Command.Output answer = agentctl(node, "takeover", "last", "-o", "json");
        return answer.exitCode() > 1 || answer.out().isBlank()
                ? JSON.missingNode()
                : JSON.readTree(answer.out());
    }

    /** The node that leads and forwards, by its own word. */
    public Optional<String> master() throws IOException {
        for (String node : Topology.NODES) {
            if (view(node).filter(AgentView::master).isPresent()) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /** Waits until one node forwards, the other could take over at once, and nothing is wrong. */
    public void awaitReady(boolean replication, Duration limit) throws IOException {
        await(limit, "the pair is ready", () -> ready(replication), this::verdicts);
    }

    private boolean ready(boolean replication) throws IOException {
        int masters = 0;
        int standbys = 0;
        for (String node : Topology.NODES) {
            Optional<AgentView> view = view(node);
            if (view.isEmpty() || !view.get().healthy()) {
                return false;
            }
            masters += view.get().master() ? 1 : 0;
            standbys += view.get().standby() && (view.get().ready() || !replication) ? 1 : 0;
        }
        return masters == 1 && standbys == 1;
    }

    /** One line for each node: its verdict, or that it does not answer. */
    public String verdicts() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String node : Topology.NODES) {
            String line =
                    view(node)
                            .map(AgentView::verdictLine)
                            .orElse("does not answer: " + logTail(node));
            lines.add(node + ": " + line);
        }
        return String.join("\n", lines);
    }

    private void awaitAnswer(String node) throws IOException {
        ProcessRecord process = process(node);
        await(
                Duration.ofSeconds(30),
                "the agent of " + node + " answers",
                () -> {
                    if (!process.alive()) {
                        throw new IOException("the agent of " + node + " ended: " + logTail(node));
                    }
                    return view(node).isPresent();
                },
                () -> logTail(node));
    }

    private void applyPolicy(Path policy) throws IOException {
        await(
                Duration.ofSeconds(30),
                "the policy is published",
                () -> agentctl("b1", "policy", "apply", policy.toString()).exitCode() <= 1,
                () -> agentctl("b1", "policy", "apply", policy.toString()).err());
    }

    private List<String> inNamespace(String place, List<String> words) {
        List<String> command =
                new ArrayList<>(List.of("ip", "netns", "exec", site.namespace(place)));
        command.addAll(words);
        return command;
    }

    private boolean listens(String place, String address, int port) throws IOException {
        return Netns.call(
                site.namespace(place),
                () -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 200);
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    private String logTail(String name) throws IOException {
        Path log = site.directory(name).resolve("log");
        if (!Files.exists(log)) {
            return "no log";
        }
        List<String> lines = Files.readAllLines(log);
        return log
                + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private interface Explanation {
        String text() throws IOException;
    }

    private static void await(Duration limit, String what, Condition condition, Explanation why)
            throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(
                        "after " + limit.toSeconds() + " s not yet: " + what + "\n" + why.text());
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
