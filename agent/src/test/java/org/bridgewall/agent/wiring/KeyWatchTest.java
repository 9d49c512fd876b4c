package org.bridgewall.agent.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchTest {
    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("key");
        replace("a".repeat(64));
    }

    @Test
    void aFileThatStaysAsItIsGivesNothing() {
        KeyWatch watch = new KeyWatch(file);
        assertThat(watch.look()).isEmpty();
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void aChangeIsTakenOnceItHasSettled() throws IOException {
        KeyWatch watch = new KeyWatch(file);
        replace("a".repeat(64) + "\n" + "b".repeat(64));
        assertThat(watch.look()).as("it may still be written").isEmpty();
        assertThat(watch.look()).hasValueSatisfying(keys -> assertThat(keys.size()).isEqualTo(2));
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void aBadFileOrNoneLeavesTheKeysAndAGoodOneIsTakenLater() throws IOException {
        KeyWatch watch = new KeyWatch(file);
        replace("nonsense");
        watch.look();
        assertThat(watch.look()).isEmpty();
        Files.delete(file);
        watch.look();
        assertThat(watch.look()).isEmpty();
        replace("c".repeat(64));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        watch.look();
        assertThat(watch.look()).as("others may read it").isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        watch.look();
        assertThat(watch.look()).isPresent();
    }

    private void replace(String text) throws IOException {
        Path fresh = directory.resolve("key.new");
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
