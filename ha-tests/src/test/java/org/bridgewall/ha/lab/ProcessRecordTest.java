package org.bridgewall.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRecordTest {
    @TempDir Path directory;

    @Test
    void startedProcessIsFoundAgainAndEnded() throws IOException {
        Site site = new Site("none-", directory);
        ProcessRecord started =
                ProcessRecord.start(site, "sleeper", List.of("sleep", "60"), Map.of());
        ProcessRecord found = ProcessRecord.find(site, "sleeper").orElseThrow();
        assertThat(found).isEqualTo(started);
        assertThat(found.alive()).isTrue();

        found.end(Duration.ofSeconds(5));

        assertThat(found.alive()).isFalse();
        assertThat(ProcessRecord.find(site, "sleeper")).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotSignalled() throws IOException {
        Site site = new Site("none-", directory);
        ProcessRecord ours = ProcessRecord.start(site, "sleeper", List.of("sleep", "60"), Map.of());
        ProcessRecord older =
                new ProcessRecord(ours.file(), "sleeper", ours.pid(), ours.startTicks() - 1);

        older.signal("KILL");

        assertThat(older.alive()).isFalse();
        assertThat(ours.alive()).isTrue();
        ours.kill();
    }
}
