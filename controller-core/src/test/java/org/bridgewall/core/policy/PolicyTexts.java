package org.bridgewall.core.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Policies that tests read. */
public final class PolicyTexts {
    private PolicyTexts() {}

    /** The example of the slides. */
    public static Policy aquilante() {
        try {
            return parsed(Files.readString(Path.of("../deploy/examples/aquilante.policy")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Policy parsed(String text) {
        return switch (PolicyParser.parse("test.policy", text)) {
            case ParseResult.Parsed(Policy policy) -> policy;
            case ParseResult.Rejected rejected -> throw new AssertionError(rejected.describe());
        };
    }
}
