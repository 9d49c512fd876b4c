package org.bridgewall.ha.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;

/** All drills that were made, as a document and as a table. Immutable. */
public record DrillTable(List<DrillRow> rows) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String ROW = "%-26s %11s %9s %12s %9s %10s  %s%n";

    public DrillTable {
        rows = List.copyOf(rows);
    }

    /** Whether there was a drill, and all passed. */
    public boolean passed() {
        return !rows.isEmpty() && rows.stream().allMatch(DrillRow::passed);
    }

    /** An array with one object for each drill. */
    public String json() {
        try {
            return JSON.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a table of records can be written", e);
        }
    }

    /** One row for each drill, then the verdict on all. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                ROW.formatted(
                        "DRILL",
                        "CONNECTIONS",
                        "SURVIVED",
                        "BLACKOUT ms",
                        "DUAL ms",
                        "BUDGET ms",
                        "VERDICT"));
        for (DrillRow row : rows) {
            text.append(
                    ROW.formatted(
                            row.name(),
                            row.connections(),
                            row.survived(),
                            row.blackoutMillis(),
                            row.dualActiveMillis(),
                            row.budgetMillis(),
                            row.verdict()));
        }
        long failed = rows.stream().filter(row -> !row.passed()).count();
        String verdict = failed == 0 ? "PASS" : "FAIL: " + failed + " of " + rows.size();
        return text.append('\n').append(verdict).append('\n').toString();
    }
}
