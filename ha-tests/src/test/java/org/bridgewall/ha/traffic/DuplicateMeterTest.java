package org.bridgewall.ha.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DuplicateMeterTest {
    private static final long MS = 1_000_000;
    private final DuplicateMeter meter = new DuplicateMeter(5 * MS);

    @Test
    void onePathIsNeverDual() {
        for (int i = 0; i < 100; i++) {
            meter.record(i, i * 5L * MS);
        }
        assertThat(meter.dualActiveMillis()).isZero();
    }

    @Test
    void secondCopiesSpanTheTimeOfTwoPaths() {
        for (int i = 0; i < 100; i++) {
            meter.record(i, i * 5L * MS);
            if (i >= 20 && i < 60) {
                meter.record(i, i * 5L * MS + 1);
            }
        }
        assertThat(meter.dualActiveMillis()).isEqualTo(200);
        assertThat(meter.duplicates()).isEqualTo(40);
    }

    @Test
    void aSingleCopyCountsAsOneInterval() {
        meter.record(1, 0);
        meter.record(1, 1);
        assertThat(meter.dualActiveMillis()).isEqualTo(5);
    }

    @Test
    void timesFarApartAreAddedWithoutTheTimeBetween() {
        meter.record(1, 0);
        meter.record(1, 0);
        meter.record(900, 4500 * MS);
        meter.record(900, 4500 * MS);
        assertThat(meter.dualActiveMillis()).isEqualTo(10);
    }
}
