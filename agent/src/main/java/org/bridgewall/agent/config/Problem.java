package org.bridgewall.agent.config;

import java.util.Comparator;

/**
 * One thing that is wrong in a configuration file. Immutable.
 *
 * @param file name as the operator gave it
 * @param line from 1
 * @param column from 1
 * @param message what stands there and what was expected
 */
public record Problem(String file, int line, int column, String message) {
    static final Comparator<Problem> IN_FILE_ORDER =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    /** {@code agent.yaml:12:5: message}, the form that editors and compilers use. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
