package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.junit.jupiter.api.Test;

class ElectionLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A node alone, whose wire is behind for as long as the test says. */
    private static final class Late extends ObedientHands {
        volatile boolean behind = true;
        volatile long candidateNanos;
        volatile long openedNanos;
        final LongAdder asked = new LongAdder();

        @Override
        public boolean wireBehind() {
            candidateNanos = candidateNanos == 0 ? System.nanoTime() : candidateNanos;
            asked.increment();
            return behind;
        }

        @Override
        public boolean openGate(long deadlineNanos) {
            openedNanos = System.nanoTime();
            return super.openGate(deadlineNanos);
        }
    }

    private static ElectionLoop start(Late hands) {
        ElectionLoop loop =
                new ElectionLoop(
                        "dmz",
                        new Election(ElectionConfig.bridge("b1", 1, 100)),
                        hands,
                        hands.mailbox,
                        1);
        loop.start();
        loop.tell(new Input.Started(0, 0));
        return loop;
    }

    /** What the wire brings late is heard before the gate would open. */
    @Test
    void aCandidateOpensNothingBeforeItHasHeardWhatCameIn() {
        Late hands = new Late();
        try (ElectionLoop loop = start(hands)) {
            await().atMost(PATIENCE).until(() -> hands.asked.sum() > 5);
            assertThat(hands.open).isFalse();
            hands.mailbox.tell(new Input.ProbeCrossed(false));
            hands.behind = false;
            await().atMost(PATIENCE).until(() -> loop.state().facts().everCrossed());
            await().atMost(PATIENCE).until(() -> loop.state().node().role() == Role.MASTER);
        }
    }

    @Test
    void aFloodDoesNotKeepACandidateFromLeading() {
        Late hands = new Late();
        try (ElectionLoop loop = start(hands)) {
            await().atMost(PATIENCE).until(() -> loop.state().node().role() == Role.MASTER);
            assertThat(hands.openedNanos - hands.candidateNanos)
                    .isGreaterThanOrEqualTo(ElectionLoop.WIRE_PATIENCE_NANOS);
        }
    }
}
