package org.bridgewall.agent.script;

import java.time.Duration;

/**
 * How a program ended. Immutable.
 *
 * @param exit code; meaningless unless {@code ENDED}
 * @param output the first line it printed, shortened; or why it could not be started
 */
public record ScriptResult(End end, int exit, Duration took, String output) {
    /** The ways of ending. */
    public enum End {
        ENDED,
        /** It was ended by force when its time was over. */
        TIMED_OUT,
        NOT_STARTED
    }

    public boolean good() {
        return end == End.ENDED && exit == 0;
    }

    /** {@code exit code 3: cannot resolve}, {@code took longer than 1000 ms}. */
    public String text() {
        String said = output.isEmpty() ? "" : ": " + output;
        return switch (end) {
            case ENDED -> "exit code " + exit + said;
            case TIMED_OUT -> "took longer than its time" + said;
            case NOT_STARTED -> "could not be started" + said;
        };
    }
}
