package org.bridgewall.ha.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One run of an external command with its input, output and a time limit.
 *
 * <p>Thread rule: any thread; the caller waits.
 */
public final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Command() {}

    /** What a command printed and the code with which it ended. */
    public record Output(int exitCode, String out, String err) {}

    /** Runs a command that must succeed and returns what it printed. */
    public static String run(String... words) throws IOException {
        return run(List.of(words), "");
    }

    /** Runs a command that must succeed, feeding it {@code input}. */
    public static String run(List<String> words, String input) throws IOException {
        Output output = attempt(words, input, LIMIT);
        if (output.exitCode() != 0) {
            throw new CommandFailed(
                    String.join(" ", words)
                            + ": exit code "
                            + output.exitCode()
                            + ": "
                            + (output.err().isBlank() ? output.out() : output.err()).strip());
        }
        return output.out();
    }

    /** Runs a command whose exit code is an answer. */
    public static Output attempt(List<String> words, String input, Duration limit)
            throws IOException {
        return attempt(words, input, limit, _ -> {});
    }

    /**
     * As {@link #attempt(List, String, Duration)}.
     *
     * @param progress gets each line of the error output when it comes, on another thread
     */
    public static Output attempt(
            List<String> words, String input, Duration limit, Consumer<String> progress)
            throws IOException {
        Process process = new ProcessBuilder(words).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The command ended without reading its input: its exit code tells.
        }
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> lines(process.getErrorStream(), progress));
        CompletableFuture<String> out =
                CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new CommandFailed(
                        shortened(words) + ": not done after " + limit.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new CommandFailed(String.join(" ", words) + ": interrupted", e);
        }
        return new Output(process.exitValue(), out.join(), err.join());
    }

    /** Without the long words, such as class paths. */
    private static String shortened(List<String> words) {
        return words.stream()
                .map(word -> word.length() > 120 ? "..." : word)
                .collect(Collectors.joining(" "));
    }

    private static String all(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String lines(InputStream stream, Consumer<String> progress) {
        StringBuilder text = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                text.append(line).append('\n');
                progress.accept(line);
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }
}
