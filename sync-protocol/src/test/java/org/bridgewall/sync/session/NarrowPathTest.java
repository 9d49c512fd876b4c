package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.sync.wire.ReplicationMode;
import org.junit.jupiter.api.Test;

/** A path that takes less than was configured: replication goes on with smaller datagrams. */
class NarrowPathTest {
    private static final int HEADERS = 48;

    private final SessionPair pair = new SessionPair(ReplicationMode.FTFW);

    @Test
    void datagramsThatTheKernelRefusesAreMadeSmallerAndTheirStateIsSentAgain() {
        pair.refusalsAreTold = true;
        narrowTo(1300);
        fill("v");
        pair.run(300);
        assertThat(pair.equal()).as("no long search").isTrue();
        assertThat(pair.statusOfA().packetBytes()).isEqualTo(1280);
        assertThat(pair.statusOfA().counters().sizeReductions()).isEqualTo(1);
        pair.longest = 0;
        fill("w");
        pair.until(() -> pair.equal() && pair.proven());
        assertThat(pair.longest).isLessThanOrEqualTo(1300 - HEADERS);
    }

    @Test
    void aPathThatSwallowsLargeDatagramsInSilenceIsFoundOutToo() {
        pair.until(pair::proven);
        narrowTo(1300);
        fill("v");
        pair.until(() -> pair.equal() && pair.proven());
        assertThat(pair.statusOfA().packetBytes()).isEqualTo(1280);
        assertThat(pair.statusOfA().counters().sessions()).isEqualTo(1);
    }

    @Test
    void thePathIsTriedAgainWithTheConfiguredSizeAfterTenMinutes() {
        pair.refusalsAreTold = true;
        narrowTo(1300);
        fill("v");
        pair.run(1_000);
        pair.widestDatagram = Integer.MAX_VALUE;
        pair.run(600_000);
        pair.longest = 0;
        fill("w");
        pair.until(() -> pair.equal() && pair.proven());
        assertThat(pair.statusOfA().packetBytes()).isGreaterThan(1300);
        assertThat(pair.longest).isGreaterThan(1300 - HEADERS);
    }

    private void narrowTo(int packetBytes) {
        pair.until(pair::proven);
        pair.widestDatagram = packetBytes - HEADERS;
    }

    private void fill(String value) {
        for (int i = 0; i < 2_000; i++) {
            pair.put("flow" + i * 7919, value.repeat(20) + i * 104729);
        }
    }
}
