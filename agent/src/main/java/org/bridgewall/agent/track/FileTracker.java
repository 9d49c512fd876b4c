package org.bridgewall.agent.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.config.TrackConfig;
import org.bridgewall.core.election.TrackResult;
import org.jspecify.annotations.Nullable;

/**
 * Reads the number in a file whenever its directory changes, and once a second, in case the
 * directory itself is new. What cannot be read leaves the last number in force, and is told.
 */
final class FileTracker implements Tracker {
    /** A file that is written without end is read only so often. */
    private static final long BEAT_NANOS = 20_000_000L;

    private static final int MOST_BYTES = 64;
    private static final int MOST = 1_000_000;

    private final TrackConfig.NumberFile config;
    private final Path directory;
    private final TrackReport report;
    private final WatchService watch;
    private final Looks looks;
    private @Nullable WatchKey key;
    private volatile TrackResult told;
    private volatile String problem = "";

    FileTracker(TrackConfig.NumberFile config, TrackReport report) throws IOException {
        this.config = config;
        this.report = report;
        Path parent = config.path().getParent();
        directory = parent == null ? config.path() : parent;
        watch = config.path().getFileSystem().newWatchService();
        told = result(0);
        looks = new Looks("track-" + config.name(), BEAT_NANOS, this::look);
    }

    void start() {
        report.found(config.name(), told);
        looks.start();
    }

    /** Registers before it reads, so that no change falls in between. */
    private void look() throws InterruptedException {
        register();
        read();
        WatchKey changed = watch.poll(1, TimeUnit.SECONDS);
        if (changed != null) {
            changed.pollEvents();
            changed.reset();
        }
    }

    private void register() {
        WatchKey before = key;
        if (before == null || !before.isValid()) {
            try {
                key =
                        directory.register(
                                watch,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE);
            } catch (IOException e) {
                key = null; // no such directory yet: the file is read once a second
            }
        }
    }

    private void read() {
        try {
            int number = number();
            problem = "";
            TrackResult found = result(number);
            if (!found.equals(told)) {
                told = found;
                report.found(config.name(), found);
            }
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
    }

    private int number() throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(config.path())) {
            bytes = in.readNBytes(MOST_BYTES);
        } catch (NoSuchFileException e) {
            return 0;
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        try {
            return Math.clamp(Integer.parseInt(text), -MOST, MOST);
        } catch (NumberFormatException e) {
            throw new IOException(
                    "%s: \"%s\" (expected: one whole number)".formatted(config.path(), text), e);
        }
    }

    private TrackResult result(int number) {
        return new TrackResult(number == 0, number, config.path() + " says " + number);
    }

    @Override
    public Tracked tracked() {
        return new Tracked(config.name(), "file", told.well(), told.detail(), problem);
    }

    @Override
    public void close() {
        looks.close();
        try {
            watch.close();
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
    }
}
