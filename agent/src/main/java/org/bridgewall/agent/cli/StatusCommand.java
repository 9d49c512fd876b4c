package org.bridgewall.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agentctl status}: the verdict, then every node and instance. */
@Command(
        name = "status",
        description =
                "Show the verdict and every node; exit 0 ok, 1 warning, 2 critical, 3 unreachable.")
final class StatusCommand implements Callable<Integer> {
    private static final String CLEAR = "\033[H\033[2J";

    @Mixin Connect connect = new Connect();

    @Option(
            names = {"-w", "--watch"},
            arity = "0..1",
            fallbackValue = "1",
            paramLabel = "SECONDS",
            description = "Show again every second, or every SECONDS, until interrupted.")
    double watchSeconds;

    @Override
    public Integer call() throws InterruptedException {
        if (watchSeconds <= 0) {
            return connect.run(new Request("status"));
        }
        boolean screen = connect.output == Connect.Output.table;
        while (true) {
            if (screen) {
                connect.out().print(CLEAR);
            }
            watchOnce();
            Thread.sleep((long) (watchSeconds * 1000));
        }
    }

    /** An agent that is away for a while does not end the watch. */
    private void watchOnce() {
        try (AgentConnection agent = new AgentConnection(connect.socket)) {
            connect.show(
                    agent.ask(
                            new Request("status"),
                            connect.output == Connect.Output.json,
                            connect.err()::println));
        } catch (IOException e) {
            connect.unreachable(e);
        }
        connect.out().flush();
    }
}
