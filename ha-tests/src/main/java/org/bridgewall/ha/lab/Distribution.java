package org.bridgewall.ha.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the programs under test are started: from a built distribution, as an operator has it, or
 * from the class path of this JVM, so that a test needs no packaging.
 *
 * @param agent words before {@code --config FILE}
 * @param agentctl words before the command
 * @param zooKeeper words before the configuration file
 */
public record Distribution(List<String> agent, List<String> agentctl, List<String> zooKeeper) {
    private static final String PROPERTY = "bridgewall.distribution";

    /** The one named by the system property, else this JVM's class path. */
    public static Distribution find() throws IOException {
        String directory = System.getProperty(PROPERTY, "");
        return directory.isEmpty() ? ofThisJvm() : at(Path.of(directory));
    }

    private static Distribution at(Path directory) throws IOException {
        Path agent = directory.resolve("bin/agent");
        if (!Files.isExecutable(agent)) {
            throw new IOException(agent + " is missing: the distribution is not built");
        }
        return new Distribution(
                List.of(agent.toString()),
                List.of(directory.resolve("bin/agentctl").toString()),
                zooKeeperOfThisJvm());
    }

    private static Distribution ofThisJvm() {
        List<String> agent = new ArrayList<>(List.of("nice", "-n", "-10")); // as deploy/bin/agent
        agent.addAll(
                java(
                        "-XX:+UseZGC",
                        "-XX:SoftMaxHeapSize=128m",
                        "-Xmx1g",
                        "-XX:MaxDirectMemorySize=1g",
                        "-XX:+PerfDisableSharedMem",
                        "org.bridgewall.agent.wiring.AgentMain"));
        return new Distribution(
                agent,
                java(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "org.bridgewall.agent.cli.Agentctl"),
                zooKeeperOfThisJvm());
    }

    private static List<String> zooKeeperOfThisJvm() {
        return java(
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-Dzookeeper.admin.enableServer=false",
                "org.apache.zookeeper.server.ZooKeeperServerMain");
    }

    private static List<String> java(String... optionsAndMain) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.addAll(List.of(optionsAndMain));
        return List.copyOf(words);
    }
}
