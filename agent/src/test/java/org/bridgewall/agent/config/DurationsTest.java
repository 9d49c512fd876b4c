package org.bridgewall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "250us, 250000",
        "100ms, 100000000",
        "1.5s, 1500000000",
        "0s, 0",
        "2m, 120000000000",
        "1d, 86400000000000",
        "0.5us, 500",
        "1.000001s, 1000001000",
        "0.25d, 21600000000000",
        "53375.995d, 4611685968000000000"
    })
    void spansAreReadWithTheirUnit(String text, long nanos) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "ms", "-1s", "1 s", "1w", "1e3s", "99999999d", "53376d", "1.s"})
    void whatIsNoSpanIsRefused(String text) {
        assertThat(Durations.parse(text)).isNull();
    }

    @Test
    void theWrittenFormReadsBack() {
        for (String text : new String[] {"0s", "1500ms", "250us", "10m", "1h", "7d", "1.5us"}) {
            Duration span = Durations.parse(text);
            assertThat(span).isNotNull();
            assertThat(Durations.format(java.util.Objects.requireNonNull(span))).isEqualTo(text);
        }
    }
}
