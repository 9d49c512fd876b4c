package org.bridgewall.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * One text on disk. The first line is {@code sha256 } and the hex digest of all that follows.
 * Thread rule: one thread at a time.
 */
final class StateFile {
    private static final String MARK = "sha256 ";
    private static final int HEADER_CHARS = MARK.length() + 64 + 1;

    private final Path file;
    private final Path previous;
    private final Path fresh;

    StateFile(Path file) {
        this.file = file;
        this.previous = file.resolveSibling(file.getFileName() + ".previous");
        this.fresh = file.resolveSibling(file.getFileName() + ".new");
    }

    /**
     * Replaces the content: new file, flush, keep the old one aside, rename, flush the directory. A
     * power cut at any point leaves a sound file or a sound previous one.
     */
    SaveOutcome write(String content) {
        try {
            writeAndFlush(fresh, MARK + digest(content) + "\n" + content);
            if (read(file) instanceof LoadOutcome.Loaded<String>) {
                Files.deleteIfExists(previous);
                Files.createLink(previous, file);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            flushDirectory();
            return new SaveOutcome.Saved();
        } catch (IOException e) {
            discard(fresh);
            return new SaveOutcome.NotSaved(file, reason(e));
        }
    }

    /** Half a file must not fill a full disk further; if even this fails, nothing is lost. */
    private static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            return;
        }
    }

    /** The content, or that of the copy before it, and what is wrong. */
    LoadOutcome<String> read() {
        LoadOutcome<String> current = read(file);
        String problem =
                switch (current) {
                    case LoadOutcome.Damaged<String> damaged -> damaged.problem();
                    case LoadOutcome.Absent<String> _ -> file + " is missing";
                    default -> "";
                };
        if (problem.isEmpty()) {
            return current;
        }
        return read(previous) instanceof LoadOutcome.Loaded<String>(String content)
                ? new LoadOutcome.Previous<>(content, problem)
                : current;
    }

    private static LoadOutcome<String> read(Path path) {
        String whole;
        try {
            whole = Files.readString(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return new LoadOutcome.Absent<>();
        } catch (IOException e) {
            return new LoadOutcome.Damaged<>(path + " cannot be read: " + reason(e));
        }
        if (whole.length() < HEADER_CHARS || !whole.startsWith(MARK)) {
            return new LoadOutcome.Damaged<>(
                    path + " has no digest (expected: sha256 ... in line 1)");
        }
        String stated = whole.substring(MARK.length(), HEADER_CHARS - 1);
        String content = whole.substring(HEADER_CHARS);
        return stated.equals(digest(content))
                ? new LoadOutcome.Loaded<>(content)
                : new LoadOutcome.Damaged<>(path + " is damaged: its digest does not match");
    }

    private static void writeAndFlush(Path path, String whole) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(whole);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void flushDirectory() throws IOException {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private static String digest(String content) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every Java", e);
        }
    }
}
