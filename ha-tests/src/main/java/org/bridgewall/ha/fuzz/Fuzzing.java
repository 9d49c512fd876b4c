package org.bridgewall.ha.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deploy/fuzz}: every target, or one, for so long. Exit code 1: something broke. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = "Feeds damaged inputs to every reader of foreign bytes.")
public final class Fuzzing implements Runnable {
    @Option(names = "--target", description = "Only this one: ${COMPLETION-CANDIDATES}")
    private String target = "";

    @Option(names = "--seconds", description = "For each target (default: ${DEFAULT-VALUE})")
    private long seconds = 30;

    @Option(names = "--seed", description = "Of the mutations (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--input", description = "Feed only this, in hexadecimal digits")
    private String input = "";

    @Option(names = "--examples", description = "Only write the valid inputs into a directory")
    private @Nullable Path examples;

    @Option(names = "--corpus", description = "Directory of further inputs, one below per target")
    private Path corpus = Path.of("");

    private Fuzzing() {}

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Fuzzing());
        line.setExecutionExceptionHandler((e, command, result) -> {
            command.getErr().println(e.getMessage());
            e.printStackTrace(command.getErr());
            return e instanceof IllegalArgumentException ? 2 : 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public void run() {
        List<FuzzTarget> targets =
                target.isEmpty() ? FuzzTargets.all() : List.of(FuzzTargets.named(target));
        for (FuzzTarget each : targets) {
            if (examples != null) {
                write(each, examples);
                continue;
            }
            System.out.println(each.name() + ": " + fuzz(each));
        }
    }

    private static void write(FuzzTarget each, Path directory) {
        try {
            Files.createDirectories(directory);
            int number = 0;
            for (byte[] example : each.examples()) {
                Files.write(directory.resolve("example-" + number++), example);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String fuzz(FuzzTarget each) {
        if (!input.isEmpty()) {
            return each.accepts(HexFormat.of().parseHex(input)) ? "accepted" : "refused";
        }
        FuzzRun run = new FuzzRun(each, stored(each), seed);
        FuzzRun.Tally replayed = run.replay();
        FuzzRun.Tally tally = run.mutate(Long.MAX_VALUE, seconds * 1_000_000_000L);
        return "%d of the corpus, %d mutated with seed %d, %d of them accepted; nothing broke"
                .formatted(replayed.inputs(), tally.inputs(), seed, tally.accepted());
    }

    private List<byte[]> stored(FuzzTarget each) {
        Path directory = corpus.resolve(each.name());
        try {
            return Files.isDirectory(directory) ? Corpus.read(directory) : List.of();
        } catch (IOException e) {
            throw new IllegalArgumentException("corpus: " + directory + ": " + e, e);
        }
    }
}
