package org.bridgewall.ha.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.config.ConfigFile;
import org.bridgewall.agent.config.ConfigResult;
import org.bridgewall.agent.config.HostFacts;

/** The reader of configuration files. A refusal names a problem with its place. */
final class ConfigTarget implements FuzzTarget {
    private static final HostFacts ANYTHING_GOES =
            new HostFacts() {
                @Override
                public boolean interfaceExists(String name) {
                    return true;
                }

                @Override
                public boolean groupExists(String name) {
                    return true;
                }

                @Override
                public Optional<String> programProblem(Path program) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> keyFileProblem(Path file) {
                    return Optional.empty();
                }
            };

    @Override
    public String name() {
        return "config";
    }

    @Override
    public Shape shape() {
        return Shape.TEXT;
    }

    @Override
    public List<byte[]> examples() {
        return List.of("cluster: c\nnode: b1\n".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean accepts(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        return switch (ConfigFile.parse("fuzz.yaml", text, ANYTHING_GOES)) {
            case ConfigResult.Valid valid -> true;
            case ConfigResult.Invalid invalid -> {
                if (invalid.problems().isEmpty()) {
                    throw new PropertyBroken("refused without a reason");
                }
                yield false;
            }
        };
    }

    @Override
    public long allocationBoundBytes(int inputBytes) {
        return (16L << 20) + 16_384L * inputBytes;
    }
}
