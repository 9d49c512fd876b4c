package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatagramSizeTest {
    private static final int CONFIGURED = 1500 - DatagramSize.OVERHEAD_BYTES;
    private static final long SECOND = 1_000_000_000L;

    private final DatagramSize size = new DatagramSize(CONFIGURED);

    @Test
    void aRefusalLeadsToTheNextPlateauBelow() {
        size.refused(CONFIGURED, 0);
        assertThat(size.packetBytes()).isEqualTo(1492);
        size.refused(size.frameBytes(0), 0);
        assertThat(size.packetBytes()).isEqualTo(1400);
        size.refused(size.frameBytes(0), 0);
        size.refused(size.frameBytes(0), 0);
        assertThat(size.packetBytes()).as("never below the least of IPv6").isEqualTo(1280);
        assertThat(size.reductions()).isEqualTo(3);
    }

    @Test
    void aRefusalOfAShorterDatagramGoesFurtherDownAtOnce() {
        size.refused(1300, 0);
        assertThat(size.packetBytes()).isEqualTo(1280);
    }

    @Test
    void aLateRefusalOfALongerOneChangesNothing() {
        size.refused(1300, 0);
        long before = size.reductions();
        size.refused(CONFIGURED, 0);
        assertThat(size.reductions()).isEqualTo(before);
    }

    @Test
    void largeDatagramsThatAllGetLostWhileSmallOnesAreAnsweredAreABlackHole() {
        for (int i = 0; i < 7; i++) {
            size.lost(CONFIGURED, true, i * SECOND / 10);
        }
        size.delivered(200);
        assertThat(size.packetBytes()).isEqualTo(1500);
        size.lost(CONFIGURED, true, SECOND);
        assertThat(size.packetBytes()).isEqualTo(1492);
    }

    @Test
    void aBurstThatThePeerHadNoRoomForIsNone() {
        for (int burst = 0; burst < 10; burst++) {
            for (int i = 0; i < 500; i++) {
                size.lost(CONFIGURED, true, burst * SECOND);
            }
            size.delivered(CONFIGURED);
        }
        assertThat(size.reductions()).isZero();
    }

    @Test
    void ordinaryLossAndAnOutageAreNone() {
        for (int i = 0; i < 100; i++) {
            size.lost(CONFIGURED, true, 0);
            if (i % 5 == 0) {
                size.delivered(CONFIGURED);
            }
            size.lost(CONFIGURED, false, 0);
            size.lost(300, true, 0);
        }
        assertThat(size.reductions()).isZero();
    }

    @Test
    void theConfiguredSizeIsTriedAgainAfterAWhile() {
        size.refused(CONFIGURED, 0);
        assertThat(size.frameBytes(599 * SECOND)).isLessThan(CONFIGURED);
        assertThat(size.frameBytes(600 * SECOND)).isEqualTo(CONFIGURED);
        size.refused(CONFIGURED, 600 * SECOND);
        assertThat(size.frameBytes(700 * SECOND)).isLessThan(CONFIGURED);
    }

    @Test
    void jumboFramesComeDownStepByStep() {
        DatagramSize jumbo = new DatagramSize(9000 - DatagramSize.OVERHEAD_BYTES);
        int[] packets = new int[4];
        for (int i = 0; i < packets.length; i++) {
            jumbo.refused(jumbo.frameBytes(0), 0);
            packets[i] = jumbo.packetBytes();
        }
        assertThat(packets).containsExactly(8166, 4352, 2002, 1492);
    }
}
