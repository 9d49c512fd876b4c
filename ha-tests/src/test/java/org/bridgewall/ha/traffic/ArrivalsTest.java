package org.bridgewall.ha.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long MS = 1_000_000;
    private final Arrivals arrivals = new Arrivals(MS);

    @Test
    void steadyStreamHasNoGap() {
        arrive(0, 1000);
        assertThat(arrivals.longestGap(100 * MS, 999 * MS).lengthNanos()).isZero();
    }

    @Test
    void gapIsTheTimeBetweenTwoEchoesLessTheInterval() {
        arrive(0, 300);
        arrive(500, 1000);
        assertThat(arrivals.longestGap(100 * MS, 999 * MS))
                .isEqualTo(new Arrivals.Gap(299 * MS, 500 * MS + 1, 200 * MS));
    }

    @Test
    void gapThatBeganBeforeTheWindowIsCountedWhole() {
        arrive(0, 300);
        arrive(500, 1000);
        assertThat(arrivals.longestGap(400 * MS, 999 * MS).lengthNanos()).isEqualTo(200 * MS);
    }

    @Test
    void silenceAtTheEndLastsUntilTheEnd() {
        arrive(0, 300);
        assertThat(arrivals.longestGap(100 * MS, 2_000 * MS).lengthNanos()).isEqualTo(1_700 * MS);
    }

    @Test
    void silentStreamIsOneGap() {
        assertThat(arrivals.longestGap(0, 900 * MS).lengthNanos()).isEqualTo(899 * MS);
    }

    @Test
    void lateReceiverThatLosesNothingIsNoGap() {
        for (int i = 0; i < 1000; i++) {
            arrivals.record(i, i * MS, Math.max(i, 600) * MS);
        }
        assertThat(arrivals.longestGap(100 * MS, 999 * MS).lengthNanos()).isZero();
    }

    @Test
    void repeatedEchoIsCountedAndDoesNotEndAGap() {
        arrive(0, 300);
        arrivals.record(299, 299 * MS, 400 * MS);
        arrivals.record(600, 600 * MS, 600 * MS);
        assertThat(arrivals.repeated()).isEqualTo(1);
        assertThat(arrivals.longestGap(100 * MS, 600 * MS).lengthNanos()).isEqualTo(300 * MS);
    }

    private void arrive(int from, int to) {
        for (int i = from; i < to; i++) {
            arrivals.record(i, i * MS, i * MS + 1);
        }
    }
}
