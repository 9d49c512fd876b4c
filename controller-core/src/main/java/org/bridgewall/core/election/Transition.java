package org.bridgewall.core.election;

/**
 * One change of role, or a refusal to change, with its reason.
 *
 * @param number counts the transitions of this process from 1
 * @param atNanos monotonic time
 * @param kind what of it is new
 */
public record Transition(
        long number, long atNanos, Role from, Role to, long epoch, String reason, Kind kind) {

    /** What of a transition is new. */
    public enum Kind {
        /** The role. */
        CHANGE,
        /** Nothing but what is said. */
        REMARK,
        /** Nothing, but others had reason to think otherwise: the role is told again. */
        REASSERTED
    }
}
