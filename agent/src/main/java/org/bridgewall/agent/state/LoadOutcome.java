package org.bridgewall.agent.state;

/** What came of reading a file. Immutable. */
public sealed interface LoadOutcome<T> {
    /** It is sound. */
    record Loaded<T>(T value) implements LoadOutcome<T> {}

    /**
     * It is damaged or gone, but the copy before it is sound.
     *
     * @param problem what is wrong with the newer one
     */
    record Previous<T>(T value, String problem) implements LoadOutcome<T> {}

    /** It was never written. */
    record Absent<T>() implements LoadOutcome<T> {}

    /**
     * Neither the file nor the copy before it can be used.
     *
     * @param problem one line for people
     */
    record Damaged<T>(String problem) implements LoadOutcome<T> {}
}
