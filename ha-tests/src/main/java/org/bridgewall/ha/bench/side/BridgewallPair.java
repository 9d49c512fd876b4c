package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Site;

/** Two agents of the built distribution with a ZooKeeper, configured as the laboratory's are. */
final class BridgewallPair implements Pair {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Site site;
    private final Path policy;
    private final Wires wires;
    private final AgentSetup setup;
    private final Distribution distribution;
    private final Map<String, Background> running = new ConcurrentHashMap<>();
    private String master = "b1";

    BridgewallPair(Site site, Path policy) throws IOException {
        this.site = site;
        this.policy = policy;
        this.wires = new Wires(site);
        this.setup = new AgentSetup(site);
        this.distribution = Distribution.find();
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.BRIDGEWALL;
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public void up() throws IOException {
        wires.build();
        start("zookeeper", "mgmt", distribution.zooKeeper(), setup.zooKeeper().toString());
        Waiting.until(PATIENCE, "ZooKeeper listens", this::zooKeeperListens);
        setup.key();
        for (String node : Wires.NODES) {
            agent(node);
        }
        Waiting.until(
                PATIENCE,
                "the policy is published",
                () -> {
                    List<String> words = new ArrayList<>(distribution.agentctl());
                    words.addAll(List.of("policy", "apply", policy.toString()));
                    words.addAll(List.of("--socket", setup.socket("b1").toString()));
                    return Command.attempt(words, "", PATIENCE).exitCode() <= 1;
                });
        Waiting.until(PATIENCE, "one node forwards and the other is ready", this::ready);
    }

    private boolean zooKeeperListens() throws IOException {
        return Netns.call(
                site.namespace("mgmt"),
                () -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(Wires.ZOOKEEPER, 2181), 500);
                        return true;
                    }
                });
    }

    /** Also finds out which of the two it is. */
    private boolean ready() throws IOException {
        Optional<String> leads = Optional.empty();
        boolean standby = false;
        for (String node : Wires.NODES) {
            JsonNode self = AgentStatus.self(setup.socket(node));
            if (self.path("role").asText().equals("MASTER")
                    && self.path("forwarding").asBoolean()) {
                leads = Optional.of(node);
            }
            standby |=
                    self.path("role").asText().equals("BACKUP")
                            && self.path("readiness").path("ready").asBoolean();
        }
        leads.ifPresent(node -> master = node);
        return leads.isPresent() && standby;
    }

    @Override
    public String master() {
        return master;
    }

    @Override
    public Daemon daemon(String node) throws IOException {
        Background agent = running.get(node);
        if (agent == null || !agent.alive()) {
            throw new IOException("the agent of " + node + " does not run");
        }
        return new Daemon(agent.pid());
    }

    @Override
    public int replicationPort() {
        return 3781;
    }

    @Override
    public long replicated() throws IOException {
        return AgentStatus.self(setup.socket(backup())).path("flows_external").asLong();
    }

    @Override
    public void restartStandby() throws IOException {
        crashStandby();
        startStandby();
    }

    void crashStandby() {
        Background agent = running.remove(backup());
        if (agent != null) {
            agent.crash();
        }
    }

    void startStandby() throws IOException {
        agent(backup());
    }

    private void agent(String node) throws IOException {
        start(node, node, distribution.agent(), "--config", setup.agent(node).toString());
    }

    private void start(String name, String place, List<String> program, String... arguments)
            throws IOException {
        List<String> words = new ArrayList<>(program);
        words.addAll(List.of(arguments));
        running.put(
                name,
                Background.start(
                        site,
                        place,
                        setup.directory(name).resolve("log"),
                        words.toArray(String[]::new)));
    }

    @Override
    public void close() throws IOException {
        running.values().forEach(Background::end);
        running.values().forEach(Background::close);
        running.clear();
        wires.remove();
        Trees.delete(site.runDirectory());
    }
}
