package org.bridgewall.agent.script;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program.
 *
 * <p>Thread rule: any thread but the election's; it waits for the program.
 */
public final class ScriptRun {
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private ScriptRun() {}

    /**
     * Runs a program to its end. When its time is over it gets a SIGTERM, and half a second later a
     * SIGKILL, with all that it has started.
     *
     * @param command program and arguments
     * @param environment beside {@code PATH}
     * @throws InterruptedException the caller is to end; the program has been killed
     */
    public static ScriptResult run(
            List<String> command, Map<String, String> environment, Duration timeout)
            throws InterruptedException {
        long began = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return new ScriptResult(
                    ScriptResult.End.NOT_STARTED, -1, since(began), String.valueOf(e.getMessage()));
        }
        ScriptOutput output = ScriptOutput.of(process);
        try {
            boolean ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                end(process);
            }
            return new ScriptResult(
                    ended ? ScriptResult.End.ENDED : ScriptResult.End.TIMED_OUT,
                    ended ? process.exitValue() : -1,
                    since(began),
                    output.firstLine());
        } catch (InterruptedException e) {
            kill(process.descendants().toList());
            process.destroyForcibly();
            throw e;
        }
    }

    private static void end(Process process) throws InterruptedException {
        // A program that ends loses sight of its children: they are noted before.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        if (!process.waitFor(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
        }
        kill(children);
    }

    private static void kill(List<ProcessHandle> children) {
        children.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
