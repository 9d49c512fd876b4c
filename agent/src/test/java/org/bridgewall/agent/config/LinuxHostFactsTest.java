package org.bridgewall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxHostFactsTest {
    private final HostFacts host = new LinuxHostFacts();

    @TempDir Path directory;

    private Path key(String content, String mode) throws IOException {
        Path file = directory.resolve("cluster.key");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    @Test
    void interfacesAreThoseOfTheOwnNamespace() {
        assertThat(host.interfaceExists("lo")).isTrue();
        assertThat(host.interfaceExists("l")).isFalse();
        assertThat(host.interfaceExists("nosuch0")).isFalse();
    }

    @Test
    void groupsAreThoseOfTheMachine() throws IOException {
        String ours = Files.readAttributes(directory, PosixFileAttributes.class).group().getName();
        assertThat(host.groupExists(ours)).isTrue();
        assertThat(host.groupExists("no-such-group")).isFalse();
    }

    @Test
    void aKeyThatOnlyTheOwnerCanReadIsFine() throws IOException {
        assertThat(host.keyFileProblem(key("0123456789abcdef0123456789abcdef", "rw-------")))
                .isEmpty();
        assertThat(host.keyFileProblem(key("0123456789abcdef0123456789abcdef", "r--------")))
                .isEmpty();
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws IOException {
        assertThat(host.keyFileProblem(key("0123456789abcdef0123456789abcdef", "rw-r-----")))
                .contains("has mode rw-r----- (expected: rw-------, chmod 0600)");
    }

    @Test
    void aKeyThatIsMissingShortOrNoFileIsRefused() throws IOException {
        assertThat(host.keyFileProblem(directory.resolve("none"))).contains("does not exist");
        assertThat(host.keyFileProblem(key("short", "rw-------")))
                .contains("has 5 bytes (expected: at least 32)");
        assertThat(host.keyFileProblem(directory)).contains("is not a regular file");
    }
}
