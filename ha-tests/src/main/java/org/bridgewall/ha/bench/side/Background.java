package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bridgewall.ha.lab.Site;

/**
 * A program that runs in a namespace until it is closed.
 *
 * <p>Thread rule: one thread; {@link #close} from any, safe to repeat.
 */
final class Background implements AutoCloseable {
    private final Process process;

    private Background(Process process) {
        this.process = process;
    }

    /** Starts it, its output in a log. */
    static Background start(Site site, String place, Path log, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("ip", "netns", "exec", site.namespace(place)));
        command.addAll(List.of(words));
        return new Background(
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    /** {@code ip netns exec} becomes the program: its number is the program's. */
    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Kills it at once, as a crash does. */
    void crash() {
        process.destroyForcibly();
        await(5);
    }

    /** Asks it to end, without waiting. */
    void end() {
        process.destroy();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!await(5)) {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            await(2);
        }
    }

    private boolean await(int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
