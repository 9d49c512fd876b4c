package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RenewalPaceTest {
    private static final long MILLI = 1_000_000L;
    private static final long LEASE = 250 * MILLI;
    private static final long CONFIGURED = 50 * MILLI;

    private static long pace(long lateMillis) {
        return RenewalPace.nanos(LEASE, CONFIGURED, lateMillis * MILLI) / MILLI;
    }

    @Test
    void aPunctualMachineRenewsAsConfigured() {
        assertThat(pace(0)).isEqualTo(50);
        assertThat(pace(100)).isEqualTo(50);
    }

    @Test
    void aLateOneRenewsSoSoonThatTwiceItsLatenessFitsIntoTheLease() {
        assertThat(pace(110)).isEqualTo(30);
        assertThat(pace(120)).isEqualTo(10);
    }

    @Test
    void neverMoreOftenThanHelps() {
        assertThat(pace(200)).isEqualTo(5);
        assertThat(RenewalPace.nanos(LEASE, 2 * MILLI, 200 * MILLI)).isEqualTo(2 * MILLI);
    }
}
