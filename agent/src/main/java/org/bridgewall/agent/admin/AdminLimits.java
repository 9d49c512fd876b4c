package org.bridgewall.agent.admin;

import java.time.Duration;

/**
 * How much one client may take. Immutable.
 *
 * @param connections at once
 * @param requestBytes longest request line; a policy of 1 MiB fits, escaped
 * @param idle how long a connection may say nothing between requests
 * @param transfer how long one line may take, either way
 * @param command how long one command may run
 */
public record AdminLimits(
        int connections, int requestBytes, Duration idle, Duration transfer, Duration command) {
    /** What the agent uses. */
    public static final AdminLimits STANDARD =
            new AdminLimits(
                    64,
                    4 << 20,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(15));
}
