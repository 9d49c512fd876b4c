package org.bridgewall.ha.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bridgewall.agent.config.ReplicationConfig.Mode;
import org.bridgewall.ha.drill.DrillChoice;
import org.bridgewall.ha.drill.DrillTable;
import org.bridgewall.ha.drill.Exercise;
import org.bridgewall.ha.drill.Fault;
import org.bridgewall.ha.drill.Faults;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Site;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Option(
            names = "--lab",
            defaultValue = "",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Name of the laboratory, where there are several.")
    private String name = "";

    @Command(description = "Build the laboratory and leave it running.")
    int up(
            @Option(
                            names = "--no-replication",
                            description = "The control: a failover cuts every connection.")
                    boolean control,
            @Option(
                            names = "--nodes",
                            defaultValue = "2",
                            description = "Bridgewall nodes, 2 to 5 (default: ${DEFAULT-VALUE}).")
                    int nodes,
            @Option(
                            names = "--instances",
                            defaultValue = "1",
                            description =
                                    "Bridgewalls on each node, 1 or 2, each led by another node.")
                    int instances,
            @Option(
                            names = "--witness",
                            description = "The elections ask ZooKeeper when no peer is heard.")
                    boolean witness,
            @Option(
                            names = "--warm",
                            description = "Standbys write flows into their kernels as they arrive.")
                    boolean warm)
            throws IOException {
        LabPlan plan =
                new LabPlan(
                        nodes,
                        instances,
                        control ? Mode.OFF : Mode.FTFW,
                        witness,
                        warm ? LabPlan.Kind.WARM : LabPlan.Kind.PLAIN);
        Lab lab = lab();
        if (lab.isUp(plan)) {
            say("the laboratory is up already");
        } else {
            lab.up(plan, examples().resolve("lab.policy"));
        }
        say(lab.watch().verdicts());
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
        System.out.println(lab.watch().verdicts());
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

    @Command(
            description =
                    "Make faults on purpose under load; one row for each. DRILL: all, list, or names.")
    int drill(
            @Parameters(paramLabel = "DRILL", arity = "1..*", description = "all, list, or names.")
                    List<String> which,
            @Option(names = "--only", split = ",", description = "Of all, these names.")
                    @Nullable List<String> only,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "table",
                            description = "table or json")
                    Output output,
            @Option(
                            names = "--repeat",
                            defaultValue = "1",
                            description = "Runs of each; the blackout is then the 99th percentile.")
                    int repeat,
            @Option(
                            names = "--connections",
                            defaultValue = "200",
                            description = "Long-lived connections (default: ${DEFAULT-VALUE}).")
                    int connections)
            throws IOException {
        if (which.contains("list")) {
            Faults.every().forEach(fault -> System.out.println(DrillChoice.line(fault)));
            return 0;
        }
        List<Fault> faults = DrillChoice.of(which, only == null ? List.of() : only);
        DrillTable table =
                Exercise.table(
                        new Exercise(lab(), connections, LabMain::say)
                                .run(faults, repeat, examples().resolve("lab.policy"), logs()));
        System.out.println(output == Output.json ? table.json() : table.text());
        return table.passed() ? 0 : FAILED;
    }

    private Lab lab() throws IOException {
        return new Lab(Site.standing(name), Distribution.find(), LabMain::say);
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
