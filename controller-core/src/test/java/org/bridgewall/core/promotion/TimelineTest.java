package org.bridgewall.core.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void theSummaryCountsFromTheFirstMark() {
        Timeline timeline =
                new Timeline(7, "b1 hands over", 5_000_000_000L, List.of())
                        .with(new Timeline.Mark(Timeline.DETECTED, 5_000_000_000L, ""))
                        .with(new Timeline.Mark(Timeline.COMMIT_BEGAN, 5_001_250_000L, ""))
                        .with(new Timeline.Mark(Timeline.GATE_OPEN, 5_012_340_000L, "detail"));
        assertThat(timeline.summary())
                .isEqualTo("takeover began 0.0, commit began 1.3, gate open 12.3 ms");
    }
}
