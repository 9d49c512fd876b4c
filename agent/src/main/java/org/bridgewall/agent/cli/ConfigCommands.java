package org.bridgewall.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bridgewall.agent.config.ConfigCheck;
import org.bridgewall.agent.config.LinuxHostFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code agentctl config ...}. */
@Command(name = "config", description = "Check a configuration file, show the one in force.")
final class ConfigCommands {

    @Command(description = "Name every problem of a configuration file; needs no agent.")
    int check(@Mixin Connect connect, @Parameters(paramLabel = "FILE") Path file) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int code =
                ConfigCheck.run(
                        file,
                        new LinuxHostFacts(),
                        new PrintStream(lines, true, StandardCharsets.UTF_8));
        connect.out().print(lines.toString(StandardCharsets.UTF_8));
        connect.out().flush();
        return code;
    }

    @Command(description = "Print the agent's configuration with all defaults.")
    int show(@Mixin Connect connect) {
        return connect.run(new Request("config.show"));
    }
}
