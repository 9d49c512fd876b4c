package org.bridgewall.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command shares, and the way from a request to the exit code. */
final class Connect {
    /** How the answer is shown. */
    enum Output {
        table,
        json
    }

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            defaultValue = "${env:BRIDGEWALL_SOCKET:-/run/bridgewall/agent.sock}",
            description = "The agent's socket (default: ${DEFAULT-VALUE}).")
    Path socket = Path.of("/run/bridgewall/agent.sock");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    Output output = Output.table;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec = CommandSpec.create();

    /** Asks once and prints; progress goes to standard error, so that JSON stays one document. */
    int run(Request request) {
        try (AgentConnection agent = new AgentConnection(socket)) {
            return show(agent.ask(request, output == Output.json, err()::println));
        } catch (IOException e) {
            return unreachable(e);
        }
    }

    int show(Reply reply) {
        return switch (reply) {
            case Reply.Result result -> {
                out().print(result.result());
                out().flush();
                yield ExitCode.of(result.level());
            }
            case Reply.Refused refused -> {
                err().println("agentctl: " + refused.code() + ": " + refused.message());
                yield ExitCode.CRITICAL;
            }
            case Reply.Progress _ -> throw new IllegalStateException("progress is no end");
        };
    }

    int unreachable(IOException why) {
        String reason = Files.exists(socket) ? String.valueOf(why.getMessage()) : "no such socket";
        err().println(
                        "agentctl: cannot reach the agent at %s: %s (is it running? systemctl status bridgewall-agent)"
                                .formatted(socket, reason));
        return ExitCode.UNREACHABLE;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
