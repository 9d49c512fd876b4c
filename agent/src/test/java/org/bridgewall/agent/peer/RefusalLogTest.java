package org.bridgewall.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.RefusalCounters;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private static final long SECOND = 1_000_000_000L;

    private final RefusalCounters counters = new RefusalCounters();
    private final List<String> lines = new ArrayList<>();
    private final RefusalLog log = new RefusalLog("adverts", counters, lines::add);

    @Test
    void theFirstIsToldAtOnceAndAFloodOncePerTenSeconds() {
        log.look(0);
        assertThat(lines).isEmpty();
        counters.count(Refusal.BAD_SEAL);
        log.look(1);
        assertThat(lines).containsExactly("adverts: 1 refused: BAD_SEAL (1 since the start)");
        for (int i = 1; i <= 100; i++) {
            counters.count(Refusal.BAD_SEAL);
            log.look(i * SECOND / 10);
        }
        assertThat(lines).hasSize(1);
        log.look(10 * SECOND + 1);
        assertThat(lines)
                .hasSize(2)
                .last()
                .isEqualTo("adverts: 100 refused: BAD_SEAL (101 since the start)");
        log.look(100 * SECOND);
        assertThat(lines).as("nothing new").hasSize(2);
    }

    @Test
    void eachReasonHasItsOwnLine() {
        counters.count(Refusal.REPLAYED);
        counters.count(Refusal.UNKNOWN_SENDER);
        log.look(0);
        assertThat(lines).hasSize(2);
    }
}
