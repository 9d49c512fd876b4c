package org.bridgewall.core.policy;

import java.util.List;
import java.util.Optional;
import org.bridgewall.core.ruleset.IpAddress;

/**
 * Whether one address may open a connection to another, and why.
 *
 * @param rule the line that allows it; empty when it is denied, or allowed without a line
 * @param reasons one sentence each
 */
public record Explanation(
        IpAddress from, IpAddress to, boolean allowed, Optional<Rule> rule, List<String> reasons) {
    public Explanation {
        reasons = List.copyOf(reasons);
    }

    /** Verdict first, then the reasons. */
    public String describe() {
        return from
                + " -> "
                + to
                + ": "
                + (allowed ? "allowed" : "denied")
                + "\n  "
                + String.join("\n  ", reasons);
    }
}
