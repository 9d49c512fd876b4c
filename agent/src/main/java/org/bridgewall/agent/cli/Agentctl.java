package org.bridgewall.agent.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agentctl}: what an operator asks of the agent on this machine. */
@Command(
        name = "agentctl",
        description = "Talks to the Bridgewall agent on this machine.",
        mixinStandardHelpOptions = true,
        version = "Bridgewall HA 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {
            StatusCommand.class,
            PolicyCommands.class,
            TakeoverCommands.class,
            ConfigCommands.class,
            AutoComplete.GenerateCompletion.class
        },
        footer = {
            "",
            "Exit codes: 0 ok, 1 warning, 2 critical, refused or misused, 3 agent not reachable.",
            "Completion: source <(agentctl generate-completion)"
        })
public final class Agentctl {
    private Agentctl() {}

    /** Runs and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Agentctl());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Objects.requireNonNull(line.getSubcommands().get("generate-completion"))
                .getCommandSpec()
                .usageMessage()
                .hidden(true);
        line.setExecutionExceptionHandler((e, command, _) -> {
            command.getErr().println("agentctl: " + e);
            return ExitCode.CRITICAL;
        });
        return line;
    }

    @Command(description = "Hand mastership over to a standby, without loss; refused if unsafe.")
    int switchover(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Option(names = "--to", paramLabel = "NODE", description = "The node that shall lead.")
                    @Nullable String to) {
        return connect.run(instance.in(new Request("switchover")).with("to", to));
    }

    @Command(description = "Say why the node is in its role: the latest transitions.")
    int why(@Mixin Connect connect, @Mixin Instance instance) {
        return connect.run(instance.in(new Request("why")));
    }

    @Command(description = "Hand over and lead no more, for maintenance.")
    int drain(@Mixin Connect connect, @Mixin Instance instance) {
        return connect.run(instance.in(new Request("drain")));
    }

    @Command(description = "End a drain.")
    int undrain(@Mixin Connect connect, @Mixin Instance instance) {
        return connect.run(instance.in(new Request("undrain")));
    }

    @Command(
            description =
                    "Make this node master; with --force, even where it cannot be shown safe.")
    int promote(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Option(names = "--force", description = "Without proof that nobody else forwards.")
                    boolean force) {
        return connect.run(instance.in(new Request("promote")).with("force", force));
    }
}
