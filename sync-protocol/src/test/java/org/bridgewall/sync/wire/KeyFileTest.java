package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final String KEY = "0123456789abcdef".repeat(4);

    @TempDir Path directory;

    @Test
    void aGoodFileGivesItsKeysInOrder() throws Exception {
        KeyRing ring = KeyFile.read(file("# ours\n\n" + KEY + "\n" + "ab".repeat(32), "rw-------"));
        assertThat(ring.size()).isEqualTo(2);
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws Exception {
        Path file = file(KEY, "rw-r-----");
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": mode rw-r----- (expected: rw-------, chmod 0600)");
    }

    @Test
    void aBadLineIsNamedButNotShown() throws Exception {
        Path file = file("# x\n" + KEY.substring(1), "rw-------");
        assertThatThrownBy(() -> KeyFile.read(file))
                .hasMessage(file + ":2: not hexadecimal digits");
        Path shorter = file(KEY.substring(2), "rw-------");
        assertThatThrownBy(() -> KeyFile.read(shorter))
                .hasMessage(shorter + ":1: 62 digits (expected: 64)");
    }

    @Test
    void anEmptyFileSaysHowToMakeAKey() throws Exception {
        Path file = file("# nothing\n", "rw-------");
        assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("openssl rand -hex 32");
    }

    private Path file(String text, String mode) throws IOException {
        Path file = Files.createTempFile(directory, "key", "");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }
}
