package org.bridgewall.agent.state;

import java.nio.file.Path;

/** What came of writing a file. Immutable. */
public sealed interface SaveOutcome {
    /** It is on the disk, flushed. */
    record Saved() implements SaveOutcome {}

    /**
     * The disk did not take it; what was there before is untouched.
     *
     * @param reason such as {@code No space left on device}
     */
    record NotSaved(Path file, String reason) implements SaveOutcome {
        @Override
        public String toString() {
            return file + ": " + reason;
        }
    }
}
