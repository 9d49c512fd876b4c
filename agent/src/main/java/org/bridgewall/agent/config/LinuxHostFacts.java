package org.bridgewall.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The machine as it is. Thread rule: any thread; each call asks anew. */
public final class LinuxHostFacts implements HostFacts {
    /** Shortest pre-shared key: as many bytes as the keys derived from it have. */
    private static final long KEY_MIN_BYTES = 32;

    /** {@code /proc/net/dev} belongs to the process's own namespace, whatever /sys shows. */
    @Override
    public boolean interfaceExists(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/net/dev"), StandardCharsets.UTF_8).stream()
                    .anyMatch(line -> line.strip().startsWith(name + ":"));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean groupExists(String name) {
        try {
            return FileSystems.getDefault()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(name)
                    != null;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public Optional<String> programProblem(Path program) {
        return ProgramCheck.problem(program);
    }

    @Override
    public Optional<String> keyFileProblem(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            String mode = PosixFilePermissions.toString(attributes.permissions());
            if (!attributes.isRegularFile()) {
                return Optional.of("is not a regular file");
            }
            if (!mode.startsWith("------", 3)) {
                return Optional.of("has mode " + mode + " (expected: rw-------, chmod 0600)");
            }
            if (attributes.size() < KEY_MIN_BYTES) {
                return Optional.of(
                        "has %d bytes (expected: at least %d)"
                                .formatted(attributes.size(), KEY_MIN_BYTES));
            }
            return Files.isReadable(file) ? Optional.empty() : Optional.of("is not readable");
        } catch (NoSuchFileException e) {
            return Optional.of("does not exist");
        } catch (IOException e) {
            return Optional.of("cannot be examined: " + e.getMessage());
        }
    }
}
