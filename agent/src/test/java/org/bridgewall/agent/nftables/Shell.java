package org.bridgewall.agent.nftables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands for kernel tests; a failure is an AssertionError with what the command said. */
final class Shell {
    private Shell() {}

    static String run(String... words) {
        return input("", words);
    }

    static String input(String input, String... words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(List.of(words) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(List.of(words) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
