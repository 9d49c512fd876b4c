package org.bridgewall.core.policy;

import java.util.List;

/** What reading a policy gives. */
public sealed interface ParseResult {
    /** The text is a policy. */
    record Parsed(Policy policy) implements ParseResult {}

    /**
     * The text is no policy.
     *
     * @param problems all that is wrong, in the order of the text; at least one
     */
    record Rejected(List<Problem> problems) implements ParseResult {
        public Rejected {
            problems = List.copyOf(problems);
        }

        /** One problem per line. */
        public String describe() {
            return String.join("\n", problems.stream().map(Problem::toString).toList());
        }
    }
}
