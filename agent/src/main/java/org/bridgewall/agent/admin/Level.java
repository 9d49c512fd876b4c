package org.bridgewall.agent.admin;

/** How bad it is. */
public enum Level {
    OK(0),
    WARNING(1),
    CRITICAL(2);

    private final int severity;

    Level(int severity) {
        this.severity = severity;
    }

    /** 0, 1 or 2: the exit code of {@code agentctl} and the value of the health metric. */
    public int severity() {
        return severity;
    }
}
