package org.bridgewall.agent.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The answer to {@code status}: the verdict, then the facts. Its JSON form, in snake case, is
 * stable: fields are added, never renamed. Immutable.
 */
public record StatusReport(Verdict verdict, @JsonUnwrapped StatusFacts facts) {

    /** Judges the facts. */
    public static StatusReport of(StatusFacts facts) {
        return new StatusReport(Verdicts.judge(facts), facts);
    }
}
