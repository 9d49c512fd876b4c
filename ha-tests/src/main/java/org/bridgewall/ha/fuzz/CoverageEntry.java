package org.bridgewall.ha.fuzz;

/**
 * What a coverage-guided fuzzer (Jazzer: {@code deploy/fuzz --jazzer}) calls; the target is named
 * by the system property {@code fuzz.target}. Thread rule: one thread.
 */
public final class CoverageEntry {
    private static final FuzzTarget TARGET =
            FuzzTargets.named(System.getProperty("fuzz.target", "frame"));

    private CoverageEntry() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.accepts(input);
    }
}
