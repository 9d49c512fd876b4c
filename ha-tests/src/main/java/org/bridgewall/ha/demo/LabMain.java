package org.bridgewall.ha.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Site;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deploy/lab}: the laboratory's command line. Progress goes to standard error. */
@Command(
        name = "deploy/lab",
        description = "A pair of bridgewalls in network namespaces.",
        synopsisSubcommandLabel = "COMMAND")
public final class LabMain {
    private static final int FAILED = 1;
    private static final int IMPOSSIBLE = 3;

    private LabMain() {}

    /** Runs and exits: 0 as it should be, 1 not so, 2 misused, 3 could not be done. */
    public static void main(String[] args) {
        CommandLine line = new CommandLine(new LabMain());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("deploy/lab: " + e.getMessage());
            return IMPOSSIBLE;
        });
        System.exit(line.execute(args));
    }

    /** How the report is written. */
    enum Output {
        table,
        json
    }

    @Command(description = "Build the laboratory and leave it running.")
    int up(
            @Option(
                            names = "--no-replication",
                            description = "The control: a failover cuts every connection.")
                    boolean control)
            throws IOException {
        Lab lab = lab();
        if (lab.isUp(!control)) {
            say("the laboratory is up already");
        } else {
            lab.up(!control, examples().resolve("lab.policy"));
        }
        say(lab.verdicts());
        say("try: deploy/lab agentctl b1 status");
        return 0;
    }

    @Command(description = "End the laboratory's processes and remove every trace.")
    int down() throws IOException {
        lab().down();
        say("the laboratory is gone");
        return 0;
    }

    @Command(description = "What runs, and the agents' verdicts.")
    int status() throws IOException {
        Lab lab = lab();
        if (!lab.exists()) {
            System.out.println("the laboratory is down");
            return FAILED;
        }
        System.out.print(lab.inventory());
        System.out.println(lab.verdicts());
        return 0;
    }

    @Command(description = "Break the active node in four ways under load; measure each failover.")
    int demo(
            @Option(
                            names = "--no-replication",
                            description = "The control: exit code 0 when nothing survives.")
                    boolean control,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "table",
                            description = "table or json")
                    Output output,
            @Option(
                            names = "--connections",
                            defaultValue = "200",
                            description = "Long-lived connections (default: ${DEFAULT-VALUE}).")
                    int connections)
            throws IOException {
        DemoReport report =
                new Demo(lab(), !control, connections, LabMain::say)
                        .run(examples().resolve("lab.policy"), logs());
        System.out.println(output == Output.json ? report.json() : report.table());
        return report.passed() ? 0 : FAILED;
    }

    private static Lab lab() throws IOException {
        return new Lab(Site.standing(), Distribution.find(), LabMain::say);
    }

    private static Path examples() {
        Path examples = Path.of(System.getProperty("bridgewall.examples", "deploy/examples"));
        if (!Files.isDirectory(examples)) {
            throw new IllegalStateException(examples + " is missing: start with deploy/lab");
        }
        return examples;
    }

    private static Path logs() {
        return Path.of(System.getProperty("bridgewall.logs", "deploy/target/lab-logs"));
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
