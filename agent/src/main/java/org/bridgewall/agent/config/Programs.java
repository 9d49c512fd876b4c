package org.bridgewall.agent.config;

import java.nio.file.Path;
import java.util.List;

/** Programs that the agent is to run, as root: how they are written, and what is asked of them. */
final class Programs {
    private static final Scalar<String> WORD =
            Scalar.text("a word of at least one character", text -> !text.isEmpty());

    private Programs() {}

    /** The key {@code run}: a program and its arguments; no shell reads it. */
    static List<String> command(Section section, HostFacts host) {
        String expected = "a list: absolute path of a program, then its arguments";
        if (!section.has("run")) {
            section.problem("run", section.missing("run", expected));
            return List.of();
        }
        List<String> command = section.list("run", List.of(), WORD);
        Path program = command.isEmpty() ? null : Names.FILE.parser().parse(command.getFirst());
        if (program == null) {
            section.problem(
                    "run", "run: no absolute path comes first (expected: %s)".formatted(expected));
            return command;
        }
        host.programProblem(program)
                .ifPresent(why -> section.problem("run", "run: %s %s".formatted(program, why)));
        return command;
    }
}
