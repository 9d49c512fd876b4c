package org.bridgewall.ha.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.bridgewall.ha.drill.FaultResult;
import org.bridgewall.ha.drill.Moment;
import org.junit.jupiter.api.Test;

class DemoReportTest {
    private final FaultResult good =
            new FaultResult(
                    "kill -9 of the active agent",
                    202,
                    202,
                    281.3,
                    0,
                    List.of(new Moment(0, "demo", "kill -9", "b1")),
                    "PASS");
    private final FaultResult bad = new FaultResult("x", 202, 1, 9, 0, List.of(), "FAIL: died");

    @Test
    void documentHasExactlyThePromisedKeys() throws IOException {
        JsonNode document = new ObjectMapper().readTree(DemoReport.of(List.of(good)).json());
        assertThat(document.fieldNames()).toIterable().containsExactly("faults", "verdict");
        assertThat(document.path("faults").path(0).fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "connections",
                        "survived",
                        "blackout_ms",
                        "dual_active_ms",
                        "timeline",
                        "verdict");
        assertThat(document.path("verdict").asText()).isEqualTo("PASS");
    }

    @Test
    void oneFailedFaultFailsTheWhole() {
        DemoReport report = DemoReport.of(List.of(good, bad));
        assertThat(report.passed()).isFalse();
        assertThat(report.verdict()).isEqualTo("FAIL: 1 of 2 faults");
    }

    @Test
    void tableHasARowForEachFaultAndTheTimeline() {
        assertThat(DemoReport.of(List.of(good)).table())
                .contains("kill -9 of the active agent                202       202        281.3")
                .contains("+0.0 ms  demo     kill -9: b1");
    }
}
