package org.bridgewall.agent.admin;

/** How bad it is; the ordinal is the exit code of {@code agentctl}. */
public enum Level {
    OK,
    WARNING,
    CRITICAL;

    /** The worse of the two. */
    public Level worse(Level other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
