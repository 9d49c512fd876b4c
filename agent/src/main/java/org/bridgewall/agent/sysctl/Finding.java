package org.bridgewall.agent.sysctl;

/**
 * What was found about one kernel setting. Immutable.
 *
 * @param name as sysctl(8) writes it
 * @param expected the value that the product needs, empty where any will do
 * @param found the value as it is now, empty where the setting is not there
 * @param reason why it matters, or why it could not be read or set
 */
public record Finding(String name, String expected, String found, Verdict verdict, String reason) {
    /** How the value found compares with the one expected. */
    public enum Verdict {
        /** It is as expected. */
        RIGHT,
        /** It was not, and has been set and read back. */
        FIXED,
        /** It is not as expected. */
        WRONG,
        /** The kernel has no such setting: a module is not loaded, or an option not built. */
        ABSENT,
        /** Any value will do; it is told for information. */
        REPORTED
    }

    /** Whether the product does not get what it needs. */
    public boolean isProblem() {
        return verdict == Verdict.WRONG || (verdict == Verdict.ABSENT && !expected.isEmpty());
    }
}
