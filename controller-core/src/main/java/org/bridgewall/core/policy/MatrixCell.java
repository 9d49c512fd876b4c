package org.bridgewall.core.policy;

import org.bridgewall.core.ruleset.Direction;

/**
 * One right: a service that one side may reach on the other.
 *
 * @param host the screened host that the rule belongs to
 * @param peer the far end as the policy names it
 */
public record MatrixCell(Direction direction, String host, Service service, String peer) {
    /** Who opens the connection. */
    public String source() {
        return direction == Direction.IN ? peer : host;
    }

    /** Who is reached. */
    public String destination() {
        return direction == Direction.IN ? host : peer;
    }

    /** {@code mgmt -> aquilante 22/tcp}. */
    @Override
    public String toString() {
        return source() + " -> " + destination() + " " + service;
    }
}
