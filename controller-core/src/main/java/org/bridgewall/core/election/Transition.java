package org.bridgewall.core.election;

/**
 * One change of role, or a refusal to change, with its reason.
 *
 * @param number counts the transitions of this process from 1
 * @param atNanos monotonic time
 */
public record Transition(
        long number, long atNanos, Role from, Role to, long epoch, String reason) {}
