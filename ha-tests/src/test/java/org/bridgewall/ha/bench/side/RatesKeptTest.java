package org.bridgewall.ha.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bridgewall.ha.bench.side.Arrangement.BRIDGEWALL;
import static org.bridgewall.ha.bench.side.Arrangement.INCUMBENT;
import static org.bridgewall.ha.bench.side.Arrangement.OFF;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.bridgewall.ha.bench.side.RatesKept.Rate;
import org.junit.jupiter.api.Test;

class RatesKeptTest {
    private static Rate rate(Arrangement arrangement, double perSecond) {
        return new Rate(arrangement, OptionalDouble.of(perSecond));
    }

    private static Rate failed(Arrangement arrangement) {
        return new Rate(arrangement, OptionalDouble.empty());
    }

    @Test
    void aMachineThatGrowsSlowerIsNoOnesFault() {
        Map<Arrangement, Double> kept =
                RatesKept.of(
                        List.of(
                                rate(OFF, 10_000),
                                rate(BRIDGEWALL, 8_100),
                                rate(OFF, 8_000),
                                rate(INCUMBENT, 3_500),
                                rate(OFF, 6_000)));

        assertThat(kept).containsEntry(BRIDGEWALL, 0.9).containsEntry(INCUMBENT, 0.5);
    }

    @Test
    void withoutABaseLineOnBothSidesThereIsNone() {
        assertThat(RatesKept.of(List.of(rate(OFF, 1), failed(BRIDGEWALL), rate(OFF, 1)))).isEmpty();
        assertThat(RatesKept.of(List.of(rate(OFF, 1), rate(BRIDGEWALL, 1), failed(OFF)))).isEmpty();
        assertThat(RatesKept.of(List.of(rate(BRIDGEWALL, 1), rate(OFF, 1)))).isEmpty();
        assertThat(RatesKept.of(List.of(rate(BRIDGEWALL, 1), rate(INCUMBENT, 1), rate(OFF, 1))))
                .isEmpty();
        assertThat(RatesKept.of(List.of())).isEmpty();
    }
}
