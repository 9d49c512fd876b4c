package org.bridgewall.agent.admin;

import java.util.function.Supplier;

/**
 * What a command answers. Immutable.
 *
 * @param value what {@code -o json} shows; Jackson writes it with {@link AdminJson}
 * @param text what people read, lines each ended; asked for only if needed
 * @param level becomes the client's exit code
 */
public record AdminResult(Object value, Supplier<String> text, Level level) {

    /** An answer without a judgement. */
    public static AdminResult of(Object value, Supplier<String> text) {
        return new AdminResult(value, text, Level.OK);
    }

    /** A plain sentence; in JSON {@code {"message": sentence}}. */
    public static AdminResult said(String sentence) {
        return of(java.util.Map.of("message", sentence), () -> sentence + "\n");
    }

    /** The status report with its verdict's level. */
    public static AdminResult of(StatusReport report) {
        return new AdminResult(report, () -> StatusTable.render(report), report.verdict().level());
    }
}
