package org.bridgewall.ha.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.ha.traffic.Observation;

/** Turns what was seen into a verdict: {@code PASS}, or {@code FAIL} and every reason. */
final class Judgement {
    private Judgement() {}

    /**
     * @param replication false: the control, which passes when nothing survived
     * @param trouble why the pair did not become ready again, if it did not
     */
    static String of(
            Fault fault,
            boolean replication,
            int connections,
            int survived,
            Observation seen,
            Optional<String> trouble) {
        List<String> reasons = new ArrayList<>();
        if (replication && survived < connections) {
            reasons.add((connections - survived) + " of " + connections + " connections died");
            reasons.addAll(seen.deaths());
        }
        if (!replication && survived > 0) {
            reasons.add(survived + " connections survived without their state (expected: 0)");
        }
        if (seen.dualActiveMillis() > 0) {
            reasons.add(
                    "two gates were open at once for "
                            + Moment.tenths(seen.dualActiveMillis())
                            + " ms");
        }
        if (seen.blackoutMillis() > fault.expected().toMillis()) {
            reasons.add(
                    "blackout of %.0f ms (expected: < %d)"
                            .formatted(seen.blackoutMillis(), fault.expected().toMillis()));
        }
        trouble.ifPresent(reasons::add);
        return reasons.isEmpty() ? "PASS" : "FAIL: " + String.join("; ", reasons);
    }
}
