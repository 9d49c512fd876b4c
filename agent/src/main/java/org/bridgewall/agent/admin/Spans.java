package org.bridgewall.agent.admin;

/** Spans of time for the eye: two digits are enough to judge by. */
public final class Spans {
    private Spans() {}

    /** {@code 38 ms}, {@code 4.1 s}, {@code 3 min}, {@code 5 h}, {@code 2 d}. */
    public static String text(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return "%d.%d s".formatted(millis / 1000, millis % 1000 / 100);
        }
        if (millis < 120_000) {
            return millis / 1000 + " s";
        }
        if (millis < 7_200_000) {
            return millis / 60_000 + " min";
        }
        return millis < 172_800_000 ? millis / 3_600_000 + " h" : millis / 86_400_000 + " d";
    }

    public static String ago(long millis) {
        return text(millis) + " ago";
    }
}
