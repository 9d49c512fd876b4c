package org.bridgewall.agent.config;

import java.io.PrintStream;
import java.nio.file.Path;

/** The dry run of {@code agent --check} and {@code agentctl config check}. */
public final class ConfigCheck {
    /** Exit code of a sound file. */
    public static final int SOUND = 0;

    /** Exit code of a file with problems; also that of an agent that refuses to start. */
    public static final int UNSOUND = 2;

    private ConfigCheck() {}

    /** Prints every problem and warning, one a line, and returns the exit code. */
    public static int run(Path file, HostFacts host, PrintStream out) {
        return switch (ConfigFile.read(file, host)) {
            case ConfigResult.Valid valid -> {
                valid.warnings().forEach(warning -> out.println(warning + " (warning)"));
                out.println(
                        "%s: sound: node %s of cluster %s, %d instance(s), %d peer(s)"
                                .formatted(
                                        file,
                                        valid.config().node(),
                                        valid.config().cluster(),
                                        valid.config().instances().size(),
                                        valid.config().peers().size()));
                yield SOUND;
            }
            case ConfigResult.Invalid invalid -> {
                invalid.problems().forEach(out::println);
                yield UNSOUND;
            }
        };
    }
}
