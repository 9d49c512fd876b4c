package org.bridgewall.ha.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A running laboratory: wires, ZooKeeper and the agents of all nodes, and what can be done to them.
 *
 * <p>Thread rule: one thread at a time.
 */
public final class Lab {
    private static final int CALM_SECONDS = 30;
    private static final int ACCOUNT_LINES = 80;

    /** Processor time of an agent that rests, in a second, at most. */
    private static final Duration CALM = Duration.ofMillis(200);

    private static final Duration START = Duration.ofSeconds(60);

    private final Site site;
    private final Distribution distribution;
    private final Consumer<String> progress;
    private final Map<String, Map<String, String>> environments = new HashMap<>();
    private LabPlan plan;

    /**
     * A laboratory of the size that stands at the site, or of a pair.
     *
     * @param progress is told what is being done, a line at a time
     */
    public Lab(Site site, Distribution distribution, Consumer<String> progress) throws IOException {
        this.site = site;
        this.distribution = distribution;
        this.progress = progress;
        this.plan =
                Files.exists(planFile())
                        ? LabPlan.of(Files.readString(planFile()))
                        : LabPlan.pair();
    }

    public Site site() {
        return site;
    }

    public LabPlan plan() {
        return plan;
    }

    public Topology topology() {
        return new Topology(site, plan);
    }

    /** What is lost on the wires. */
    public Filter filter() {
        return new Filter(site, plan);
    }

    /** What the agents say. */
    public ClusterWatch watch() {
        return new ClusterWatch(site, plan);
    }

    /** Whether everything of an earlier {@link #up} still runs, in the same size. */
    public boolean isUp(LabPlan wanted) throws IOException {
        for (String name : processes()) {
            if (!runs(name)) {
                return false;
            }
        }
        return plan.equals(wanted);
    }

    /** Whether anything of the laboratory is there. */
    public boolean exists() {
        return topology().exists() || Files.exists(site.runDirectory());
    }

    /** What runs: one line for each process. */
    public String inventory() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : processes()) {
            Optional<ProcessRecord> process = ProcessRecord.find(site, name);
            String state =
                    process.isEmpty()
                            ? "not started"
                            : process.get().alive() ? "runs, pid " + process.get().pid() : "ended";
            text.append("%-10s %s%n".formatted(name, state));
        }
        return text.toString();
    }

    /** Names of all processes. */
    public List<String> processes() {
        List<String> names = new ArrayList<>(plan.nodeNames());
        names.add("zookeeper");
        return names;
    }

    /**
     * Builds and starts everything and publishes the policy; returns when each instance is led by
     * the node that goes first and the others stand ready. What is left of an earlier laboratory is
     * removed first.
     */
    public void up(LabPlan size, Path policy) throws IOException {
        down();
        plan = size;
        progress.accept(
                "network namespaces: %s{%s}"
                        .formatted(site.prefix(), String.join(",", topology().places())));
        Files.createDirectories(site.runDirectory());
        Files.writeString(planFile(), plan.text());
        topology().build();
        startZooKeeper();
        Path key = AgentFiles.key(site);
        for (String node : plan.nodeNames()) {
            AgentFiles.agent(site, plan, node, key);
            startAgent(node);
        }
        for (String node : plan.nodeNames()) {
            awaitAnswer(node);
        }
        progress.accept("policy: " + policy.getFileName());
        for (Segment segment : plan.segments()) {
            applyPolicy(segment, policy);
        }
        watch().awaitReady(START);
        if (plan.instances() > 1) {
            for (Segment segment : plan.segments()) {
                lead(segment, plan.favourite(segment));
            }
        }
        awaitCalm();
    }

    /**
     * Waits until the agents have started in full, half a minute at most: for some seconds their
     * JVMs compile and collect, all on the same few processors, and a takeover then takes longer
     * than ever after.
     */
    private void awaitCalm() throws IOException {
        for (int seconds = 0; seconds < CALM_SECONDS; seconds++) {
            Duration before = spent();
            Patience.pause(Duration.ofSeconds(1));
            if (spent().minus(before).compareTo(CALM.multipliedBy(plan.nodes())) < 0) {
                return;
            }
        }
        progress.accept("the agents are still busy with their start");
    }

    /** Processor time of all agents. */
    private Duration spent() throws IOException {
        Duration sum = Duration.ZERO;
        for (String node : plan.nodeNames()) {
            sum =
                    sum.plus(
                            ProcessHandle.of(process(node).pid())
                                    .flatMap(agent -> agent.info().totalCpuDuration())
                                    .orElse(Duration.ZERO));
        }
        return sum;
    }

    /** Ends the site's processes and removes its namespaces and files. Safe to repeat. */
    public void down() throws IOException {
        for (String name : processes()) {
            Optional<ProcessRecord> process = ProcessRecord.find(site, name);
            if (process.isPresent()) {
                progress.accept("ending " + name);
                process.get().end(Duration.ofSeconds(5));
            }
        }
        topology().remove();
        deleteTree(site.runDirectory());
    }

    public void startZooKeeper() throws IOException {
        progress.accept("ZooKeeper at " + Topology.ZOOKEEPER + ":2181");
        List<String> words = inNamespace("mgmt", distribution.zooKeeper());
        words.add(AgentFiles.zooKeeper(site).toString());
        ProcessRecord process = ProcessRecord.start(site, "zookeeper", words, Map.of());
        Patience.await(
                START,
                "ZooKeeper listens",
                () -> process.alive() && listens("mgmt", Topology.ZOOKEEPER, 2181),
                () -> logTail("zookeeper"));
    }

    /** Starts a node's agent, in the environment last given. */
    public void startAgent(String node) throws IOException {
        progress.accept("agent " + node);
        List<String> words = inNamespace(node, distribution.agent());
        words.addAll(List.of("--config", AgentFiles.configuration(site, node).toString()));
        ProcessRecord.start(site, node, words, environments.getOrDefault(node, Map.of()));
    }

    /** From its next start on, a node's agent has these variables in its environment. */
    public void environment(String node, Map<String, String> variables) {
        environments.put(node, Map.copyOf(variables));
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

    /** Directory in which a node keeps its state. */
    public Path stateDirectory(String node) {
        return AgentFiles.stateDirectory(site, node);
    }

    /** Asks a node's agent as an operator does; the exit code is part of the answer. */
    public Command.Output agentctl(String node, String... words) throws IOException {
        List<String> command = new ArrayList<>(distribution.agentctl());
        command.addAll(List.of(words));
        command.addAll(List.of("--socket", AgentFiles.socket(site, node).toString()));
        return Command.attempt(command, "", Duration.ofSeconds(60));
    }

    /** Moves an instance to a node, unless it leads there already. */
    public void lead(Segment segment, String node) throws IOException {
        if (watch().master(segment).filter(node::equals).isEmpty()) {
            order(node, "switchover", Map.of("instance", segment.instance(), "to", node));
            watch().awaitReady(START);
        }
    }

    /** Gives an order that must not be refused: a command of {@code agentctl}, its arguments. */
    public void order(String node, String command, Map<String, String> arguments)
            throws IOException {
        AdminLink.order(AgentFiles.socket(site, node), command, arguments);
    }

    private Path planFile() {
        return site.runDirectory().resolve("plan");
    }

    private void awaitAnswer(String node) throws IOException {
        ProcessRecord process = process(node);
        Patience.await(
                START,
                "the agent of " + node + " answers",
                () -> {
                    if (!process.alive()) {
                        throw new IOException("the agent of " + node + " ended: " + logTail(node));
                    }
                    return watch().view(node).isPresent();
                },
                () -> logTail(node));
    }

    private void applyPolicy(Segment segment, Path policy) throws IOException {
        String[] words = {"policy", "apply", "-i", segment.instance(), policy.toString()};
        Patience.await(
                START,
                "the policy is published",
                () -> agentctl("b1", words).exitCode() <= 1,
                () -> agentctl("b1", words).err());
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

    /** What nodes and switches say of themselves, and the ends of logs: for a drill that failed. */
    public String account() throws IOException {
        StringBuilder text = new StringBuilder(watch().verdicts());
        for (Segment segment : plan.segments()) {
            for (String zwitch : List.of(segment.uplinkSwitch(), segment.screenedSwitch())) {
                text.append('\n').append(zwitch).append('\n');
                text.append(
                        Command.run(
                                "ip",
                                "netns",
                                "exec",
                                site.namespace(zwitch),
                                "bridge",
                                "fdb",
                                "show",
                                "dynamic"));
            }
        }
        for (String node : plan.nodeNames()) {
            text.append('\n').append(logTail(node, ACCOUNT_LINES));
        }
        return text.toString();
    }

    private String logTail(String name) throws IOException {
        return logTail(name, 12);
    }

    private String logTail(String name, int most) throws IOException {
        Path log = site.directory(name).resolve("log");
        if (!Files.exists(log)) {
            return "no log";
        }
        List<String> lines = Files.readAllLines(log);
        return log
                + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
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
