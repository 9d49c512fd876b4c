package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.sync.wire.AckPart;
import org.junit.jupiter.api.Test;

class LossDetectorTest {
    private final LossDetector detector = new LossDetector(256);

    @Test
    void inOrderNothingIsMissing() {
        for (long i = 1; i <= 100; i++) {
            assertThat(detector.arrived(i)).isTrue();
        }
        assertThat(detector.nothingMissing()).isTrue();
        assertThat(detector.highest()).isEqualTo(100);
    }

    @Test
    void whatWasOvertakenIsMissingForGood() {
        detector.arrived(1);
        assertThat(detector.arrived(4)).isTrue();
        assertThat(detector.arrived(2)).as("late").isFalse();
        assertThat(detector.arrived(4)).as("duplicate").isFalse();
        assertThat(missing(1, 2, 3, 4)).containsExactly(false, true, true, false);
    }

    @Test
    void aHeartbeatShowsThatTheTailWasLost() {
        detector.arrived(1);
        detector.sentUpTo(3);
        assertThat(missing(1, 2, 3)).containsExactly(false, true, true);
        assertThat(detector.nothingMissing()).isFalse();
    }

    @Test
    void whatTheSenderHasSettledIsForgotten() {
        detector.arrived(5);
        detector.arrived(8);
        detector.settled(3);
        assertThat(missing(3, 4, 6, 7)).containsExactly(false, true, true, true);
        detector.settled(7);
        assertThat(detector.nothingMissing()).isTrue();
    }

    @Test
    void moreGapsThanFitEndTheAcknowledgementBeforeTheFirstLeftOut() {
        for (long i = 2; i <= 200; i += 2) {
            assertThat(detector.acceptable(i, 0)).isTrue();
            detector.arrived(i);
        }
        AckPart ack = ack();
        assertThat(ack.highest()).isEqualTo(2L * AckPart.MAX_RANGES);
        assertThat(ack.isMissing(127)).isTrue();
        detector.settled(ack.highest());
        assertThat(ack().highest()).isEqualTo(200);
    }

    @Test
    void numbersBeyondTheWindowAreNotAcceptable() {
        assertThat(detector.acceptable(256, 0)).isTrue();
        assertThat(detector.acceptable(257, 0)).isFalse();
        assertThat(detector.acceptable(5, 4)).as("settled what never arrived").isFalse();
    }

    private boolean[] missing(long... sequences) {
        AckPart ack = ack();
        boolean[] result = new boolean[sequences.length];
        for (int i = 0; i < sequences.length; i++) {
            result[i] = ack.isMissing(sequences[i]);
        }
        return result;
    }

    private AckPart ack() {
        AckPart ack = new AckPart();
        ack.reset(detector.highest(), 0);
        detector.report(ack);
        return ack;
    }
}
