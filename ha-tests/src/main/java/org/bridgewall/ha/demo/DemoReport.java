package org.bridgewall.ha.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import org.bridgewall.ha.drill.FaultResult;
import org.bridgewall.ha.drill.Moment;

/**
 * The result of a demo, as a document and as a table.
 *
 * @param verdict {@code PASS}, or {@code FAIL} and how many faults failed
 */
public record DemoReport(List<FaultResult> faults, String verdict) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String ROW = "%-34s %11s %9s %12s %12s  %s%n";

    static DemoReport of(List<FaultResult> faults) {
        long failed = faults.stream().filter(fault -> !fault.passed()).count();
        return new DemoReport(
                List.copyOf(faults),
                failed == 0 ? "PASS" : "FAIL: " + failed + " of " + faults.size() + " faults");
    }

    public boolean passed() {
        return verdict.equals("PASS");
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of records can be written", e);
        }
    }

    /** One row for each fault, then the timelines, then the verdict. */
    String table() {
        StringBuilder text = new StringBuilder();
        text.append(
                ROW.formatted(
                        "FAULT", "CONNECTIONS", "SURVIVED", "BLACKOUT ms", "DUAL ms", "VERDICT"));
        for (FaultResult fault : faults) {
            text.append(
                    ROW.formatted(
                            fault.name(),
                            fault.connections(),
                            fault.survived(),
                            fault.blackoutMillis(),
                            fault.dualActiveMillis(),
                            fault.verdict()));
        }
        for (FaultResult fault : faults) {
            text.append('\n').append(fault.name()).append('\n');
            for (Moment moment : fault.timeline()) {
                text.append(
                        "  %+10.1f ms  %-8s %s%s%n"
                                .formatted(
                                        moment.atMillis(),
                                        moment.source(),
                                        moment.event(),
                                        moment.detail().isEmpty() ? "" : ": " + moment.detail()));
            }
        }
        return text.append('\n').append(verdict).append('\n').toString();
    }
}
