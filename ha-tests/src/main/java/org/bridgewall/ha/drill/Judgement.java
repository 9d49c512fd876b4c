package org.bridgewall.ha.drill;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.traffic.Observation;

/** Turns what was seen into a verdict: {@code PASS}, or {@code FAIL} and every reason. */
final class Judgement {
    private Judgement() {}

    /**
     * Judges one run.
     *
     * @param seen of each segment, that of the fault first; the others must not have noticed, but
     *     in a sync group
     * @param troubles what else was not as it must be
     */
    static String of(
            Fault fault,
            int connections,
            int survived,
            List<Observation> seen,
            List<String> troubles) {
        List<String> reasons = new ArrayList<>();
        if (fault.plan().replicates() && survived < connections) {
            reasons.add((connections - survived) + " of " + connections + " connections died");
            seen.forEach(segment -> reasons.addAll(segment.deaths()));
        }
        if (!fault.plan().replicates() && survived > 0) {
            reasons.add(survived + " connections survived without their state (expected: 0)");
        }
        blackout("", seen.getFirst(), fault.budgetMillis(), reasons);
        int noticed =
                fault.plan().kind() == LabPlan.Kind.GROUPED
                        ? fault.budgetMillis()
                        : Fault.UNNOTICED_MILLIS;
        for (Observation bystander : seen.subList(1, seen.size())) {
            blackout("in the other instance: ", bystander, noticed, reasons);
        }
        reasons.addAll(troubles);
        return reasons.isEmpty() ? "PASS" : "FAIL: " + String.join("; ", reasons);
    }

    private static void blackout(
            String where, Observation seen, int budgetMillis, List<String> reasons) {
        if (seen.dualActiveMillis() > 0) {
            reasons.add(
                    "%stwo gates were open at once for %s ms"
                            .formatted(where, Moment.tenths(seen.dualActiveMillis())));
        }
        if (seen.blackoutMillis() > budgetMillis) {
            reasons.add(
                    "%sblackout of %.0f ms (expected: < %d, with the sender kept waiting for up to %.0f ms)"
                            .formatted(
                                    where,
                                    seen.blackoutMillis(),
                                    budgetMillis,
                                    seen.senderLateMillis()));
        }
    }
}
