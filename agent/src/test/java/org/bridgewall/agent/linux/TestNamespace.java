package org.bridgewall.agent.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace for one test: made at the start, removed at the end. Needs root. */
public final class TestNamespace implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private TestNamespace(String name) {
        this.name = name;
    }

    /** Makes a namespace whose name begins with the prefix and this process's id. */
    public static TestNamespace create(String prefix) throws IOException {
        String name = prefix + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        shell("ip", "netns", "add", name);
        return new TestNamespace(name);
    }

    public String name() {
        return name;
    }

    /** Runs a command inside, fails on another exit code than 0. Returns what it printed. */
    public String exec(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(List.of(command));
        return shell(all.toArray(String[]::new));
    }

    /** Runs {@code ip} inside; the arguments are split at spaces. */
    public String ip(String arguments) throws IOException {
        return exec(("ip " + arguments).split(" "));
    }

    /** Runs code on a platform thread of its own inside, and hands its result or failure back. */
    public <T> T call(Callable<T> code) throws Exception {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    NetNamespace.enter(name);
                    return code.call();
                });
        Thread.ofPlatform().name(name).start(task);
        try {
            return task.get();
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                cause.addSuppressed(e);
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Code that may throw. */
    @FunctionalInterface
    public interface Code {
        void run() throws Exception;
    }

    /** As {@link #call}, without a result. */
    public void run(Code code) throws Exception {
        call(() -> {
            code.run();
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        shell("ip", "netns", "del", name);
    }

    private static String shell(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(
                        String.join(" ", command) + ": exit code " + exit + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
