package org.bridgewall.agent.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A machine whose facts are given. */
public record RecordedHost(Set<String> interfaces, Set<String> groups, Set<Path> keys)
        implements HostFacts {

    /** The machine for which the example files are written. */
    public static RecordedHost ofTheExamples() {
        return new RecordedHost(
                Set.of("br0", "up0", "dn0", "mgmt0"),
                Set.of("bridgewall"),
                Set.of(Path.of("/etc/bridgewall/cluster.key")));
    }

    @Override
    public boolean interfaceExists(String name) {
        return interfaces.contains(name);
    }

    @Override
    public boolean groupExists(String name) {
        return groups.contains(name);
    }

    /** All programs below {@code /opt/checks} may be run. */
    @Override
    public Optional<String> programProblem(Path program) {
        return program.startsWith("/opt/checks")
                ? Optional.empty()
                : Optional.of("does not exist (expected: a program)");
    }

    @Override
    public Optional<String> keyFileProblem(Path file) {
        return keys.contains(file) ? Optional.empty() : Optional.of("does not exist");
    }
}
