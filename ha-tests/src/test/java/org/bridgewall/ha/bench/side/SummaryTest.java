package org.bridgewall.ha.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final List<String> KEYS =
            List.of(
                    "cps_kept",
                    "cps_kept_incumbent",
                    "cpu_ratio_master",
                    "cpu_ratio_backup",
                    "bytes_ratio",
                    "lag_p99_ms",
                    "commit_vs_floor",
                    "commit_vs_conntrackd",
                    "warm_500k_vs_5k",
                    "bytes_per_flow");

    private final Figures figures = new Figures();

    @Test
    void everyKeyIsThereWithANoteWhereNothingWasMeasured() {
        ObjectNode summary = Summary.of(figures);

        assertThat(summary.fieldNames()).toIterable().containsAll(KEYS).contains("notes");
        for (String key : KEYS) {
            assertThat(summary.path(key).isNull()).as(key).isTrue();
            assertThat(summary.path("notes").has(key)).as(key).isTrue();
        }
    }

    @Test
    void ratiosOfCostAreTheIncumbentsOverOurs() {
        figures.add(Arrangement.BRIDGEWALL, Metric.MASTER_CPU, 10);
        figures.add(Arrangement.BRIDGEWALL, Metric.MASTER_CPU, 30);
        figures.add(Arrangement.INCUMBENT, Metric.MASTER_CPU, 100);

        assertThat(Summary.of(figures).path("cpu_ratio_master").asDouble()).isEqualTo(5.0);
    }

    @Test
    void ofTheConnectionRateKeptTheMiddleRoundCounts() {
        for (double share : new double[] {0.99, 0.8, 0.95}) {
            figures.add(Arrangement.BRIDGEWALL, Metric.CONNECTION_RATE_KEPT, share);
        }
        figures.add(Arrangement.INCUMBENT, Metric.CONNECTION_RATE_KEPT, 0.5);

        ObjectNode summary = Summary.of(figures);

        assertThat(summary.path("cps_kept").asDouble()).isEqualTo(0.95);
        assertThat(summary.path("cps_kept_incumbent").asDouble()).isEqualTo(0.5);
    }

    @Test
    void figuresOfCommitsAreTakenOverWithTheirReasons() throws IOException {
        figures.commit(
                new ObjectMapper()
                        .readTree(
                                """
                                {"commit_vs_floor": 1.2, "warm_500k_vs_5k": null,
                                 "notes": ["500000 flows are not measured"]}
                                """));

        ObjectNode summary = Summary.of(figures);

        assertThat(summary.path("commit_vs_floor").asDouble()).isEqualTo(1.2);
        assertThat(summary.path("warm_500k_vs_5k").isNull()).isTrue();
        assertThat(summary.path("notes").path("commits, 1").asText())
                .isEqualTo("500000 flows are not measured");
    }
}
