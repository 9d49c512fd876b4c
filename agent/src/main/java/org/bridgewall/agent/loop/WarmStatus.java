package org.bridgewall.agent.loop;

/**
 * How a warm standby stands. Immutable.
 *
 * @param written flows of the replica in this kernel
 * @param pending flows that wait to be written
 * @param errors flows that the kernel refused since the standby began to follow
 * @param memoryBytes heap that it holds beside the replica
 * @param detail why it pauses, or what was refused last; empty: nothing to say
 */
public record WarmStatus(
        State state, int written, int pending, long errors, long memoryBytes, String detail) {
    /** What the standby does. */
    public enum State {
        /** Not configured, or this node forwards. */
        OFF,
        /** Writes what comes. */
        FOLLOWING,
        /** The kernel's table is too full: a promotion will have to write what waits. */
        PAUSED,
        /** A takeover is under way. */
        PROMOTING
    }

    static final WarmStatus NONE = new WarmStatus(State.OFF, 0, 0, 0, 0, "");
}
