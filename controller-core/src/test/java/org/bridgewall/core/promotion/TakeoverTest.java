package org.bridgewall.core.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times in milliseconds; a probe each 2, of a pause 4 count, after 16 the look begins anew. */
class TakeoverTest {
    private static final long NO_CROSSING = 0;

    private static Takeover probed(long... times) {
        Takeover takeover = Takeover.begin(1, TakeoverCause.MASTER_DOWN, times[0]);
        for (long time : times) {
            takeover = takeover.withProbe(16, 4, time);
        }
        return takeover;
    }

    @Test
    void silenceIsThatOfProbesThatWentOutWithoutAPause() {
        Takeover takeover = probed(0, 2, 4, 6, 8, 10, 12);
        assertThat(takeover.wireFreeNanos(NO_CROSSING, false, 12)).isEqualTo(12);
        assertThat(takeover.wireFreeNanos(5, true, 12)).isEqualTo(7);
    }

    @Test
    void aPauseIsNoSilence() {
        // The probe of 0 came back at 1; nothing was sent until 15.
        assertThat(probed(0, 15).wireFreeNanos(1, true, 15)).isEqualTo(4);
        assertThat(probed(0, 15, 17, 19, 21, 23).wireFreeNanos(1, true, 23)).isEqualTo(12);
    }

    @Test
    void afterALongPauseTheLookBeginsAnew() {
        assertThat(probed(0, 2, 4, 21).wireFreeNanos(NO_CROSSING, false, 21)).isZero();
    }
}
