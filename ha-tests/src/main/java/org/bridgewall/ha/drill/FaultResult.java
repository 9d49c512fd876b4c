package org.bridgewall.ha.drill;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What one fault did to the traffic.
 *
 * @param connections open when the fault came
 * @param survived of these: intact, and still carrying data after the recovery
 * @param blackoutMillis longest time without an echo on a 1 ms datagram stream
 * @param dualActiveMillis time in which two gates were open at once
 * @param verdict {@code PASS}, or {@code FAIL} and why
 */
@JsonPropertyOrder({
    "name",
    "connections",
    "survived",
    "blackout_ms",
    "dual_active_ms",
    "timeline",
    "verdict"
})
public record FaultResult(
        String name,
        int connections,
        int survived,
        @JsonProperty("blackout_ms") double blackoutMillis,
        @JsonProperty("dual_active_ms") double dualActiveMillis,
        List<Moment> timeline,
        String verdict) {
    public FaultResult {
        timeline = List.copyOf(timeline);
    }

    /** Of a fault that could not even be tried. */
    static FaultResult notMeasured(Fault fault, String why) {
        return new FaultResult(fault.title(), 0, 0, 0, 0, List.of(), "FAIL: not measured: " + why);
    }

    public boolean passed() {
        return verdict.startsWith("PASS");
    }

    /** In one line, for whoever watches. */
    public String line() {
        return "%s: %d of %d survived, blackout %.1f ms, two gates open %.1f ms: %s"
                .formatted(name, survived, connections, blackoutMillis, dualActiveMillis, verdict);
    }
}
