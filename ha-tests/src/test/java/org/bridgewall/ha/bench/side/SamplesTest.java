package org.bridgewall.ha.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void medianOfAnOddNumberIsTheOneInTheMiddle() {
        Samples samples = new Samples(List.of(9.0, 1.0, 5.0));

        assertThat(samples.median()).isEqualTo(5.0);
        assertThat(samples.min()).isEqualTo(1.0);
        assertThat(samples.max()).isEqualTo(9.0);
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(new Samples(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3.0);
    }

    @Test
    void percentileIsAValueThatWasMeasured() {
        List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();

        assertThat(Samples.percentile(hundred, 99)).isEqualTo(99.0);
        assertThat(Samples.percentile(hundred, 100)).isEqualTo(100.0);
        assertThat(Samples.percentile(List.of(7.0), 99)).isEqualTo(7.0);
    }
}
