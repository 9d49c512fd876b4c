package org.bridgewall.core.policy;

/** One thing wrong in a policy: where, what was expected, and a guess at what was meant. */
public record Problem(Position at, String message) {
    /** {@code dmz.policy:3:17: unknown group 'mgmnt'; did you mean 'mgmt'?}. */
    @Override
    public String toString() {
        return at + ": " + message;
    }
}
