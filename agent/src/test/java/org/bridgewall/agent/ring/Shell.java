package org.bridgewall.agent.ring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.bridgewall.agent.linux.NetNamespace;

/** Commands, and code that runs inside a network namespace. */
public final class Shell {
    private Shell() {}

    /** Runs a command line; a failure is an error with what it printed. */
    public static String run(String command) {
        try {
            Process process =
                    new ProcessBuilder("sh", "-ec", command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(command + ": exit code " + code + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command, e);
        }
    }

    /**
     * Runs code on a thread of its own inside a namespace; threads it starts are inside as well.
     */
    public static <T> T inside(String namespace, Callable<T> code) throws Exception {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    NetNamespace.enter(namespace);
                    return code.call();
                });
        Thread.ofPlatform().name("inside " + namespace).start(task);
        return task.get();
    }
}
