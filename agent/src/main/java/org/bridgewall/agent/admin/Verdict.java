package org.bridgewall.agent.admin;

import java.util.List;

/**
 * The answer to "is all well?". Immutable.
 *
 * @param code name of the gravest finding's {@link FindingCode}, or {@code OK}; stable
 * @param message one line for people
 * @param findings all, the gravest first
 */
public record Verdict(Level level, String code, String message, List<Finding> findings) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    /** {@code CRITICAL NO_MASTER: message} or {@code OK: message}. */
    public String line() {
        return level == Level.OK ? "OK: " + message : level + " " + code + ": " + message;
    }
}
