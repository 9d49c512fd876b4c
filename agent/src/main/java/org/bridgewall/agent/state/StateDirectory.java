package org.bridgewall.agent.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The agent's {@code state_dir}.
 *
 * <p>Thread rule: any thread; calls exclude each other and wait for the disk.
 */
public final class StateDirectory {
    private final Path directory;
    private volatile @Nullable String problem;

    /** Touches nothing yet; the directory is made by the first write. */
    public StateDirectory(Path directory) {
        this.directory = directory;
    }

    /** Keeps the policy that the kernel now enforces for the instance. */
    public synchronized SaveOutcome savePolicy(String instance, SavedPolicy policy) {
        return save("policy-" + instance, policy.toFile());
    }

    /** The last good policy of the instance. */
    public synchronized LoadOutcome<SavedPolicy> loadPolicy(String instance) {
        return load("policy-" + instance, SavedPolicy::fromFile);
    }

    /**
     * Keeps the epoch that the instance has reached. An epoch below the kept one is a defect.
     *
     * @throws IllegalStateException where the epoch would go back
     */
    public synchronized SaveOutcome saveEpoch(String instance, long epoch) {
        long kept = valueOr(loadEpoch(instance), 0);
        if (epoch < kept) {
            throw new IllegalStateException("epoch: %d (expected: >= %d)".formatted(epoch, kept));
        }
        return epoch == kept
                ? new SaveOutcome.Saved()
                : save("epoch-" + instance, Long.toString(epoch));
    }

    /** The highest epoch that was kept; after damage perhaps an older one. */
    public synchronized LoadOutcome<Long> loadEpoch(String instance) {
        return load("epoch-" + instance, Long::parseLong);
    }

    /**
     * One more start of the agent on this machine: the number of starts, and whether it is kept.
     */
    public synchronized Boot countBoot() {
        LoadOutcome<Long> before = load("boot", Long::parseLong);
        long number = valueOr(before, 0) + 1;
        return new Boot(number, save("boot", Long.toString(number)));
    }

    /**
     * A start of the agent.
     *
     * @param number from 1; may repeat after a start that was not kept
     */
    public record Boot(long number, SaveOutcome outcome) {}

    /** Why the last write failed; null: it did not. Any thread, never waits. */
    public @Nullable String problem() {
        return problem;
    }

    private SaveOutcome save(String name, String content) {
        SaveOutcome outcome = write(name, content);
        problem = outcome instanceof SaveOutcome.NotSaved ? outcome.toString() : null;
        return outcome;
    }

    private SaveOutcome write(String name, String content) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            return new SaveOutcome.NotSaved(file, "cannot make the directory: " + e.getMessage());
        }
        return new StateFile(file).write(content);
    }

    private <T> LoadOutcome<T> load(String name, Function<String, T> parse) {
        Path file = directory.resolve(name);
        try {
            return switch (new StateFile(file).read()) {
                case LoadOutcome.Loaded<String>(String content) ->
                        new LoadOutcome.Loaded<>(parse.apply(content));
                case LoadOutcome.Previous<String>(String content, String problem) ->
                        new LoadOutcome.Previous<>(parse.apply(content), problem);
                case LoadOutcome.Absent<String> _ -> new LoadOutcome.Absent<>();
                case LoadOutcome.Damaged<String>(String problem) ->
                        new LoadOutcome.Damaged<>(problem);
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // The digest is right, so another version of the software wrote it.
            return new LoadOutcome.Damaged<>(file + " has another form: " + e.getMessage());
        }
    }

    private static long valueOr(LoadOutcome<Long> outcome, long fallback) {
        return switch (outcome) {
            case LoadOutcome.Loaded<Long>(Long value) -> value;
            case LoadOutcome.Previous<Long>(Long value, _) -> value;
            case LoadOutcome.Absent<Long> _, LoadOutcome.Damaged<Long> _ -> fallback;
        };
    }
}
