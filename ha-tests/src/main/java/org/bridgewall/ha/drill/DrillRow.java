package org.bridgewall.ha.drill;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * One drill in the table: all its runs together.
 *
 * @param connections open when the fault came, in all runs together
 * @param survived of these
 * @param blackoutMillis the 99th percentile of the runs: of fewer than a hundred, the longest
 * @param dualActiveMillis the longest time in which two gates were open at once
 * @param budgetMillis what the blackout may be
 * @param verdict {@code PASS}, or {@code FAIL} and why
 */
@JsonPropertyOrder({
    "name",
    "connections",
    "survived",
    "blackout_ms",
    "dual_active_ms",
    "budget_ms",
    "verdict"
})
record DrillRow(
        String name,
        int connections,
        int survived,
        @JsonProperty("blackout_ms") double blackoutMillis,
        @JsonProperty("dual_active_ms") double dualActiveMillis,
        @JsonProperty("budget_ms") int budgetMillis,
        String verdict) {
    private static final double PERCENTILE = 0.99;

    /** All runs of one fault; one that failed fails the row. */
    static DrillRow of(Fault fault, List<FaultResult> runs) {
        List<FaultResult> failed = runs.stream().filter(run -> !run.passed()).toList();
        String verdict = "PASS";
        if (!failed.isEmpty()) {
            String count = runs.size() == 1 ? "" : failed.size() + " of " + runs.size() + " runs: ";
            verdict = "FAIL: " + count + failed.getFirst().verdict().substring("FAIL: ".length());
        }
        return new DrillRow(
                fault.name(),
                runs.stream().mapToInt(FaultResult::connections).sum(),
                runs.stream().mapToInt(FaultResult::survived).sum(),
                percentile(runs),
                runs.stream().mapToDouble(FaultResult::dualActiveMillis).max().orElse(0),
                fault.budgetMillis(),
                verdict);
    }

    private static double percentile(List<FaultResult> runs) {
        double[] sorted = runs.stream().mapToDouble(FaultResult::blackoutMillis).sorted().toArray();
        int rank = (int) Math.ceil(PERCENTILE * sorted.length);
        return sorted.length == 0 ? 0 : sorted[rank - 1];
    }

    boolean passed() {
        return verdict.equals("PASS");
    }
}
