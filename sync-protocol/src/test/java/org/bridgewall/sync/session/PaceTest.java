package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.sync.wire.ReplicationMode;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000L;

    @Test
    void whatIsSpentIsEarnedAgainUpToABurst() {
        Pace pace = new Pace(1_000_000, 5_000);
        assertThat(pace.allows(5_000, 0)).isTrue();
        pace.spend(5_000);
        assertThat(pace.allows(1, 0)).isFalse();
        assertThat(pace.allows(1_000, MILLI)).isTrue();
        assertThat(pace.allows(1_001, MILLI)).isFalse();
        assertThat(pace.allows(5_000, 1_000 * MILLI)).isTrue();
        assertThat(pace.allows(5_001, 2_000 * MILLI)).as("never more than a burst").isFalse();
    }

    /** 50 MB/s, and a burst of 64 datagrams; fresh changes do not wait for it. */
    @Test
    void aBulkTransferKeepsToThePace() {
        SessionPair pair = new SessionPair(ReplicationMode.FTFW);
        for (int i = 0; i < 200_000; i++) {
            pair.put("flow-" + i * 7_919L + "-" + i * 104_729L, "state-" + i * 1_299_709L);
        }
        long begun = pair.now;
        long before = pair.bytes;
        long mostInTenMillis = 0;
        while (pair.replica().size() < 200_000) {
            long from = pair.bytes;
            pair.run(10);
            mostInTenMillis = Math.max(mostInTenMillis, pair.bytes - from);
        }
        assertThat(mostInTenMillis).isLessThan(500_000 + 64 * 1_400 + 20_000);
        long atFullPace = (pair.bytes - before) / 50_000;
        assertThat((pair.now - begun) / MILLI).isGreaterThan(atFullPace / 2);
    }
}
