package org.bridgewall.ha.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that the laboratory started, remembered on disk: its number and the moment of its birth
 * ({@code starttime} of proc(5)), which together no other process ever has. Signals go to exactly
 * this one, or to nobody.
 *
 * @param file where it is remembered
 * @param startTicks field 22 of {@code /proc/PID/stat}
 */
public record ProcessRecord(Path file, String name, long pid, long startTicks) {
    private static final int START_FIELD_AFTER_NAME = 19;

    /**
     * Starts a daemon that outlives the terminal, its output in a log, and remembers it. It stays
     * in the session of the laboratory: where the kernel shares the processors between sessions
     * first (autogroup), the compilers of one young agent would get as much as all of another one,
     * as on separate machines they never do.
     */
    static ProcessRecord start(
            Site site, String name, List<String> words, Map<String, String> environment)
            throws IOException {
        Path directory = Files.createDirectories(site.runDirectory().resolve("pids"));
        Path log = Files.createDirectories(site.directory(name)).resolve("log");
        List<String> command =
                new java.util.ArrayList<>(
                        List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        long pid = process.pid();
        long ticks =
                startTicks(pid)
                        .orElseThrow(() -> new IOException(name + " ended at once, see " + log));
        Path file = directory.resolve(name);
        Files.writeString(file, pid + " " + ticks + "\n");
        return new ProcessRecord(file, name, pid, ticks);
    }

    /** The process of that name, if one was started and not yet forgotten. */
    static Optional<ProcessRecord> find(Site site, String name) throws IOException {
        Path file = site.runDirectory().resolve("pids").resolve(name);
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            return Optional.of(
                    new ProcessRecord(
                            file, name, Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether it still is that process, and not a zombie. */
    public boolean alive() {
        return startTicks(pid).filter(ticks -> ticks == startTicks).isPresent();
    }

    /** Sends a signal ({@code KILL}, {@code STOP}); nothing where the process is gone. */
    public void signal(String name) throws IOException {
        if (!alive()) {
            return;
        }
        try {
            Command.run("kill", "-" + name, Long.toString(pid));
        } catch (IOException e) {
            if (alive()) {
                throw e; // Else it has ended just now.
            }
        }
    }

    /** Ends the process, gently first, and forgets it. */
    void end(Duration grace) throws IOException {
        signal("CONT");
        signal("TERM");
        if (!awaitEnd(grace)) {
            signal("KILL");
            awaitEnd(Duration.ofSeconds(5));
        }
        Files.deleteIfExists(file);
    }

    /** Kills the process, as a crash does, and forgets it. */
    void kill() throws IOException {
        signal("KILL");
        awaitEnd(Duration.ofSeconds(5));
        Files.deleteIfExists(file);
    }

    private boolean awaitEnd(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (alive() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(20_000_000);
        }
        return !alive();
    }

    private static Optional<Long> startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The name, in parentheses, may itself hold spaces and parentheses.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean zombie = fields[0].equals("Z") || fields[0].equals("X");
            return zombie
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(fields[START_FIELD_AFTER_NAME]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
