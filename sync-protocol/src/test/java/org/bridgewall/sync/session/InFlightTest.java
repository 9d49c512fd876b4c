package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private record Sent(long sequence, int firstAddress, int records) {}

    private final InFlight inFlight = new InFlight(16);

    /** Datagrams of no record, of some and of many come and go; the rings grow on the way. */
    @Test
    void eachDatagramKeepsItsOwnRecordsUntilItIsSettled() {
        SplittableRandom random = new SplittableRandom(1);
        ArrayDeque<Sent> open = new ArrayDeque<>();
        int next = 0;
        for (int round = 0; round < 20_000; round++) {
            if (open.size() < 16 && random.nextBoolean()) {
                int records = random.nextInt(4) == 0 ? 0 : random.nextInt(400);
                long sequence = inFlight.open(round);
                for (int i = 0; i < records; i++) {
                    inFlight.addRecord(next + i, 7L * (next + i));
                }
                open.add(new Sent(sequence, next, records));
                next += records;
            } else if (!open.isEmpty()) {
                check(open.remove());
                inFlight.settleOldest();
            }
            assertThat(inFlight.size()).isEqualTo(open.size());
        }
        assertThat(inFlight.recordsInAll()).isEqualTo(open.stream().mapToInt(Sent::records).sum());
    }

    private void check(Sent sent) {
        assertThat(inFlight.settled() + 1).isEqualTo(sent.sequence());
        assertThat(inFlight.records(sent.sequence())).isEqualTo(sent.records());
        for (int i = 0; i < sent.records(); i++) {
            assertThat(inFlight.address(sent.sequence(), i)).isEqualTo(sent.firstAddress() + i);
            assertThat(inFlight.version(sent.sequence(), i))
                    .isEqualTo(7L * (sent.firstAddress() + i));
        }
    }
}
