package org.bridgewall.core.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts are the documentation of the election. After a wanted change, write them anew with
 * {@code -Dgolden.write=true} and read the difference.
 */
class ElectionScriptTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/election");

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void answersAsTheScriptSays(Path script) {
        try {
            String answered = ElectionScript.run(Files.readAllLines(script));
            if (Boolean.getBoolean("golden.write")) {
                Files.writeString(script, answered);
            }
            assertThat(answered).isEqualTo(Files.readString(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
