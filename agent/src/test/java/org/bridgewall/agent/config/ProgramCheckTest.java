package org.bridgewall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root: it gives files away. */
@Tag("kernel")
class ProgramCheckTest {
    private static final int NOBODY = 65534;

    private final HostFacts host = new LinuxHostFacts();

    @TempDir Path directory;

    private Path program(String mode) throws IOException {
        Path file = directory.resolve("check");
        Files.writeString(file, "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private void expect(Path program, String problem) {
        assertThat(host.programProblem(program)).contains(problem);
    }

    @Test
    void aProgramOfRootsIsFineAlsoBehindALink() throws IOException {
        Path program = program("rwxr-xr-x");
        assertThat(host.programProblem(program)).isEmpty();
        Path link = Files.createSymbolicLink(directory.resolve("link"), program);
        assertThat(host.programProblem(link)).isEmpty();
    }

    @Test
    void whatIsMissingOrNoProgramIsRefused() throws IOException {
        expect(directory.resolve("none"), "does not exist (expected: a program)");
        expect(program("rw-r--r--"), "is not executable (expected: chmod 0755)");
        expect(directory, "is not a regular file (expected: a program)");
    }

    @Test
    void whatOthersCanWriteIsRefused() throws IOException {
        expect(program("rwxr-xrwx"), "can be written by others than root (expected: chmod go-w)");
        expect(program("rwxrwxr-x"), "can be written by others than root (expected: chmod go-w)");
        Path given = program("rwxr-xr-x");
        Files.setAttribute(given, "unix:uid", NOBODY);
        expect(given, "is not owned by root (expected: chown root)");
    }

    @Test
    void whatOthersCanReplaceIsRefused() throws IOException {
        Path program = program("rwxr-xr-x");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        expect(
                program,
                "is in %s, where others than root can replace it (expected: root's, mode 0755)"
                        .formatted(directory));
    }
}
