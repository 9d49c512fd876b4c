package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Site;

/** Debian's conntrackd and keepalived on both nodes, configured as their documents say. */
final class ConntrackdPair implements Pair {
    private static final Pattern EXTERNAL =
            Pattern.compile("cache external:\\s+current active connections:\\s+(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Site site;
    private final PlainBridges bridges;
    private final ConntrackdFiles files;
    private final Map<String, Background> conntrackd = new ConcurrentHashMap<>();
    private final Map<String, Background> keepalived = new ConcurrentHashMap<>();

    ConntrackdPair(Site site, Path policy) {
        this.site = site;
        this.bridges = new PlainBridges(site, policy);
        this.files = new ConntrackdFiles(site);
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.INCUMBENT;
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public void up() throws IOException {
        bridges.up(2);
        for (String node : Wires.NODES) {
            files.conntrackd(node);
            start(node);
        }
        for (String node : Wires.NODES) {
            Path directory = files.directory(node);
            keepalived.put(
                    node,
                    Background.start(
                            site,
                            node,
                            directory.resolve("keepalived.log"),
                            "keepalived",
                            "--dont-fork",
                            "--log-console",
                            "--vrrp",
                            "--use-file=" + files.keepalived(node),
                            "--pid=" + directory.resolve("keepalived.pid"),
                            "--vrrp_pid=" + directory.resolve("vrrp.pid")));
        }
        Path log = files.directory(master()).resolve("keepalived.log");
        Waiting.until(
                PATIENCE,
                "keepalived of " + master() + " leads",
                () -> Files.readString(log).contains("Entering MASTER STATE"));
    }

    @Override
    public Daemon daemon(String node) throws IOException {
        Background daemon = conntrackd.get(node);
        if (daemon == null || !daemon.alive()) {
            throw new IOException("conntrackd of " + node + " does not run");
        }
        return new Daemon(daemon.pid());
    }

    @Override
    public int replicationPort() {
        return 3780;
    }

    @Override
    public long replicated() throws IOException {
        Matcher found = EXTERNAL.matcher(control(backup(), Duration.ofSeconds(30), "-s"));
        if (!found.find()) {
            throw new IOException("conntrackd -s: no count of the external cache");
        }
        return Long.parseLong(found.group(1));
    }

    @Override
    public void restartStandby() throws IOException {
        Background before = conntrackd.remove(backup());
        if (before != null) {
            before.crash();
        }
        // A crashed conntrackd leaves its lock, and does not start while that is there.
        Files.deleteIfExists(files.lock(backup()));
        start(backup());
        control(backup(), PATIENCE, "-n");
    }

    /** Runs {@code conntrackd} as a client of a node's daemon. */
    String control(String node, Duration limit, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "ip",
                                "netns",
                                "exec",
                                site.namespace(node),
                                "conntrackd",
                                "-C",
                                files.configuration(node).toString()));
        command.addAll(List.of(words));
        Command.Output output = Command.attempt(command, "", limit);
        if (output.exitCode() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.err().strip());
        }
        return output.out();
    }

    private void start(String node) throws IOException {
        conntrackd.put(
                node,
                Background.start(
                        site,
                        node,
                        files.directory(node).resolve("conntrackd.out"),
                        "conntrackd",
                        "-C",
                        files.configuration(node).toString()));
        Waiting.until(
                PATIENCE,
                "conntrackd of " + node + " answers",
                () ->
                        Files.exists(files.socket(node))
                                && !control(node, PATIENCE, "-s", "cache").isEmpty());
    }

    @Override
    public void close() throws IOException {
        keepalived.values().forEach(Background::close);
        keepalived.clear();
        conntrackd.values().forEach(Background::close);
        conntrackd.clear();
        bridges.remove();
        Trees.delete(site.runDirectory());
    }
}
