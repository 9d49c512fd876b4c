package org.bridgewall.agent.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.bridgewall.agent.config.SecurityConfig;
import org.junit.jupiter.api.Test;

class SealRehearsalTest {
    @Test
    void whatIsRehearsedIsTheWholeWayThereAndBack() {
        assertThat(SealRehearsal.run()).isEqualTo(10_000);
    }

    @Test
    void itIsOverOnceItHasRun() {
        SealRehearsal rehearsal =
                SealRehearsal.start(new SecurityConfig.PreSharedKey(Path.of("cluster.key")));
        assertThat(rehearsal.over()).isFalse();
        await().atMost(Duration.ofSeconds(60)).until(rehearsal::over);
    }

    @Test
    void withoutACipherThereIsNothingToRehearse() {
        assertThat(SealRehearsal.start(new SecurityConfig.None()).over()).isTrue();
    }
}
