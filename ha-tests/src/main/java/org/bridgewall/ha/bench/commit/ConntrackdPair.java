package org.bridgewall.ha.bench.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackTableSize;
import org.bridgewall.ha.bench.sync.BenchFlows;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.sync.flow.FlowSnapshot;

/**
 * Two conntrackd in two network namespaces, FTFW as its documentation says but for larger tables:
 * one tracks flows, the other commits what it was told.
 *
 * <p>Thread rule: one thread.
 */
final class ConntrackdPair implements AutoCloseable {
    private static final Duration COMMIT_LIMIT = Duration.ofMinutes(2);
    private static final int PORTION = 5_000;
    private static final Pattern EXTERNAL =
            Pattern.compile("cache external:\\s+current active connections:\\s+(\\d+)");

    private final String prefix = "bwc" + ProcessHandle.current().pid();
    private final Path directory;
    private final List<Process> daemons = new ArrayList<>();

    ConntrackdPair() throws IOException {
        directory = Files.createTempDirectory("bridgewall-bench");
        Command.run("ip", "netns", "add", namespace("a"));
        Command.run("ip", "netns", "add", namespace("b"));
        Netns.ip(
                namespace("a"),
                "link add s0 type veth peer name s0 netns " + namespace("b"),
                "addr add 10.255.255.1/30 dev s0",
                "link set s0 up",
                "link set lo up");
        Netns.ip(
                namespace("b"),
                "addr add 10.255.255.2/30 dev s0",
                "link set s0 up",
                "link set lo up");
    }

    /** Whether it can be measured on this machine. */
    static boolean installed() throws IOException {
        return Command.attempt(List.of("sh", "-c", "command -v conntrackd"), "", COMMIT_LIMIT)
                        .exitCode()
                == 0;
    }

    /** Replicates so many flows, then measures {@code conntrackd -c} at the other end. */
    long commitNanos(int flows) throws IOException {
        daemon("b", 2, 1, flows);
        daemon("a", 1, 2, flows);
        StandbyRig.await("conntrackd answers", () -> external() == 0);
        // In portions: of a bulk, or of a burst of events, it loses some for good.
        for (int tracked = 0; tracked < flows; ) {
            int first = tracked;
            int next = Math.min(flows, tracked + PORTION);
            Netns.call(namespace("a"), () -> track(first, next));
            StandbyRig.await(next + " flows at conntrackd's standby", () -> external() >= next);
            tracked = next;
        }
        long began = System.nanoTime();
        control("b", "-c");
        long nanos = System.nanoTime() - began;
        int entries = Netns.call(namespace("b"), () -> ConntrackTableSize.read().entries());
        if (entries < flows) {
            throw new IOException(
                    "conntrackd committed " + entries + " (expected: at least " + flows + ")");
        }
        return nanos;
    }

    private static int track(int from, int to) throws IOException {
        FlowSnapshot snapshot = new FlowSnapshot();
        BenchFlows generator = new BenchFlows();
        for (int i = from; i < to; i++) {
            snapshot.add(generator.flow(i));
        }
        try (ConntrackCommit commit = ConntrackCommit.open()) {
            return commit.commit(snapshot).created();
        }
    }

    private void daemon(String node, int own, int peer, int flows) throws IOException {
        String text =
                """
                Sync {
                    Mode FTFW { DisableExternalCache no }
                    UDP {
                        IPv4_address 10.255.255.%d
                        IPv4_Destination_Address 10.255.255.%d
                        Port 3780
                        Interface s0
                        SndSocketBuffer 1249280
                        RcvSocketBuffer 1249280
                        Checksum on
                    }
                }
                General {
                    HashSize 262144
                    HashLimit %d
                    LogFile %s/%s.log
                    LockFile %s/%s.lock
                    UNIX { Path %s/%s.ctl }
                    NetlinkBufferSize 2097152
                    NetlinkBufferSizeMaxGrowth 8388608
                    Filter From Userspace { Address Ignore { IPv4_address 127.0.0.1 } }
                }
                """
                        .formatted(
                                own, peer, 2 * flows, directory, node, directory, node, directory,
                                node);
        Files.writeString(config(node), text);
        List<String> words = inNamespace(node);
        words.addAll(List.of("conntrackd", "-C", config(node).toString()));
        daemons.add(
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(node + ".out").toFile())
                        .start());
    }

    /** Flows in the standby's external cache, or -1 while it does not answer. */
    private long external() throws IOException {
        List<String> words = inNamespace("b");
        words.addAll(List.of("conntrackd", "-C", config("b").toString(), "-s"));
        Matcher found = EXTERNAL.matcher(Command.attempt(words, "", COMMIT_LIMIT).out());
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private void control(String node, String option) throws IOException {
        List<String> words = inNamespace(node);
        words.addAll(List.of("conntrackd", "-C", config(node).toString(), option));
        Command.Output output = Command.attempt(words, "", COMMIT_LIMIT);
        if (output.exitCode() != 0) {
            throw new IOException("conntrackd " + option + ": " + output.out() + output.err());
        }
    }

    private List<String> inNamespace(String node) {
        return new ArrayList<>(List.of("ip", "netns", "exec", namespace(node)));
    }

    private Path config(String node) {
        return directory.resolve(node + ".conf");
    }

    private String namespace(String node) {
        return prefix + node;
    }

    @Override
    public void close() throws IOException {
        for (Process daemon : daemons) {
            daemon.destroy();
            try {
                if (!daemon.waitFor(5, TimeUnit.SECONDS)) {
                    daemon.destroyForcibly();
                }
            } catch (InterruptedException e) {
                daemon.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        Command.run("ip", "netns", "del", namespace("a"));
        Command.run("ip", "netns", "del", namespace("b"));
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
