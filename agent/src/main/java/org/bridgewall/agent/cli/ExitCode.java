package org.bridgewall.agent.cli;

/** The exit codes of {@code agentctl}. */
final class ExitCode {
    static final int OK = 0;
    static final int WARNING = 1;
    static final int CRITICAL = 2;
    static final int UNREACHABLE = 3;

    private ExitCode() {}

    static int of(String level) {
        return switch (level) {
            case "OK" -> OK;
            case "WARNING" -> WARNING;
            default -> CRITICAL;
        };
    }
}
