package org.bridgewall.agent.nftables;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the {@code nft} command. It works on the network namespace of the calling thread. Any
 * platform thread; blocks up to the time-out, so never the election's.
 */
public final class NftProgram {
    /** What a run gave: exit status and both outputs. */
    record Outcome(int exitCode, String output, String error) {}

    private final List<String> command;
    private final Duration timeout;

    /**
     * The command as found by the path.
     *
     * @param command such as {@code nft}; more words may lead it
     */
    public NftProgram(List<String> command, Duration timeout) {
        this.command = List.copyOf(command);
        this.timeout = timeout;
    }

    /** Runs a script from standard input; all of it takes effect, or none. */
    void run(String operation, String script) throws NftException {
        succeed(operation, script, "-f", "-");
    }

    /** Has the kernel validate a script without committing it. */
    void check(String operation, String script) throws NftException {
        succeed(operation, script, "-c", "-f", "-");
    }

    private void succeed(String operation, String script, String... arguments) throws NftException {
        Outcome outcome = start(operation, script, arguments);
        if (outcome.exitCode() != 0) {
            throw new NftException(operation, describe(outcome));
        }
    }

    /** The first lines of what nft said: for each mistake the message, the line and a marker. */
    static String describe(Outcome outcome) {
        String said = String.join("\n", outcome.error().strip().lines().limit(9).toList());
        return "nft: exit code " + outcome.exitCode() + (said.isEmpty() ? "" : ": " + said);
    }

    Outcome start(String operation, String input, String... arguments) throws NftException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(words).start();
        } catch (IOException e) {
            throw new NftException(
                    operation, e.getMessage() + " (expected: Debian package nftables)");
        }
        CompletableFuture<String> output = readAll(process.getInputStream());
        CompletableFuture<String> error = readAll(process.getErrorStream());
        CompletableFuture<Void> written = writeAll(process.getOutputStream(), input);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NftException(
                        operation, "nft: no answer in " + timeout.toMillis() + " ms");
            }
            written.join();
            return new Outcome(process.exitValue(), output.join(), error.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NftException(operation, "interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> readAll(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return text;
    }

    private static CompletableFuture<Void> writeAll(OutputStream stream, String input) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try (stream) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A broken pipe: nft ended early, and its exit code and words say why.
            } finally {
                done.complete(null);
            }
        });
        return done;
    }
}
