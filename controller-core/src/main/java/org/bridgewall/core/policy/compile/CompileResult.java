package org.bridgewall.core.policy.compile;

import java.util.List;
import org.bridgewall.core.policy.Problem;
import org.bridgewall.core.ruleset.Ruleset;

/** What compiling a policy gives. */
public sealed interface CompileResult {
    record Compiled(Ruleset ruleset) implements CompileResult {}

    /**
     * The policy cannot be enforced as it stands.
     *
     * @param problems at least one
     */
    record Refused(List<Problem> problems) implements CompileResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
