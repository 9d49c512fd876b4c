package org.bridgewall.agent.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that picks one instance; a node with a single one needs it not. */
final class Instance {
    @Option(
            names = {"-i", "--instance"},
            paramLabel = "NAME",
            description = "The instance (default: the only one, or all).")
    @Nullable String name;

    Request in(Request request) {
        return request.with("instance", name);
    }
}
