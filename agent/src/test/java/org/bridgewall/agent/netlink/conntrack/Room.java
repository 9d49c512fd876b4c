package org.bridgewall.agent.netlink.conntrack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.linux.NetNamespace;

/** A network namespace of its own, on a thread of its own; it goes with the thread. */
public final class Room implements AutoCloseable {
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    task -> Thread.ofPlatform().daemon().name("room").unstarted(task));

    public Room() throws Exception {
        run(() -> {
            NetNamespace.unshare();
            shell("ip link set lo up");
            sysctl("net/netfilter/nf_conntrack_events", "1");
            sysctl("net/netfilter/nf_conntrack_tcp_loose", "0");
        });
    }

    /** What a test does in the namespace. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    public <T> T call(Callable<T> task) throws Exception {
        try {
            return thread.submit(task).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    public void run(Task task) throws Exception {
        Callable<Boolean> call =
                () -> {
                    task.run();
                    return true;
                };
        call(call);
    }

    /** Runs a command in the namespace of the calling thread and returns what it printed. */
    public static String shell(String command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-ec", command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": exit code " + process.exitValue() + ": " + output);
        }
        return output;
    }

    public static void sysctl(String name, String value) throws IOException {
        Files.writeString(Path.of("/proc/sys", name), value);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
