package org.bridgewall.ha.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bridgewall.agent.linux.NetNamespace;

/**
 * Named network namespaces, as {@code ip netns} keeps them.
 *
 * <p>Thread rule: any thread; work inside a namespace runs on a platform thread of its own, since
 * the namespace belongs to the thread.
 */
public final class Netns {
    private Netns() {}

    static boolean exists(String namespace) {
        return Files.exists(Path.of("/run/netns", namespace));
    }

    /** Runs {@code ip -n NAMESPACE -batch}: one command a line, all must succeed. */
    public static void ip(String namespace, String... lines) throws IOException {
        Command.run(List.of("ip", "-n", namespace, "-batch", "-"), String.join("\n", lines));
    }

    /** Sets a sysctl that belongs to the namespace. */
    static void sysctl(String namespace, String key, String value) throws IOException {
        Path file = Path.of("/proc/sys", key.split("\\."));
        call(namespace, () -> Files.writeString(file, value));
    }

    /** Does something inside the namespace and waits for it. */
    public static <T> T call(String namespace, Callable<T> work) throws IOException {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    NetNamespace.enter(namespace);
                    return work.call();
                });
        Thread.ofPlatform().name("in-" + namespace).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException("in namespace " + namespace + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("in namespace " + namespace + ": interrupted", e);
        }
    }
}
