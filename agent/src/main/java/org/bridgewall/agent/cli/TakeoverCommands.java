package org.bridgewall.agent.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agentctl takeover ...}: how past promotions went. */
@Command(name = "takeover", description = "Show the timelines of past takeovers.")
final class TakeoverCommands {

    @Command(description = "The latest takeover, step by step.")
    int last(@Mixin Connect connect, @Mixin Instance instance) {
        return connect.run(instance.in(new Request("takeover.last")));
    }

    @Command(description = "All takeovers since the agent started.")
    int list(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Option(names = "--limit", paramLabel = "N", description = "The latest N only.")
                    @Nullable Long limit) {
        return connect.run(instance.in(new Request("takeover.list")).with("limit", limit));
    }
}
