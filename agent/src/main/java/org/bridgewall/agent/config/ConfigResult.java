package org.bridgewall.agent.config;

import java.util.List;

/** What came of reading a configuration file. Immutable. */
public sealed interface ConfigResult {

    /**
     * The file is sound.
     *
     * @param warnings what works but is probably not meant, in file order
     */
    record Valid(AgentConfig config, List<Problem> warnings) implements ConfigResult {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The file cannot be used.
     *
     * @param problems all of them, in file order, at least one
     */
    record Invalid(List<Problem> problems) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalStateException("problems: 0 (expected: at least 1)");
            }
        }
    }
}
