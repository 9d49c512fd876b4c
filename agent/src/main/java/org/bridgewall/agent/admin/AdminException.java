package org.bridgewall.agent.admin;

/** A request that is refused, with a stable code and a reason for people. */
public final class AdminException extends Exception {
    /** The request is malformed or lacks an argument. */
    public static final String BAD_REQUEST = "BAD_REQUEST";

    /** No such command. */
    public static final String UNKNOWN_COMMAND = "UNKNOWN_COMMAND";

    /** It would be unsafe now, or the state does not allow it. */
    public static final String REFUSED = "REFUSED";

    /** Something needed cannot be reached. */
    public static final String UNAVAILABLE = "UNAVAILABLE";

    /** The command took longer than it may. */
    public static final String TIMED_OUT = "TIMED_OUT";

    /** A defect of the agent. */
    public static final String INTERNAL = "INTERNAL";

    private final String code;

    /**
     * A refusal.
     *
     * @param code upper case, stable: scripts compare it
     */
    public AdminException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
