package org.bridgewall.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A program that is told of an instance's states. Immutable.
 *
 * @param command absolute path and arguments
 * @param timeout after which it is ended
 * @param on states of which it is told
 */
public record NotifyConfig(List<String> command, Duration timeout, Set<State> on) {
    public NotifyConfig {
        command = List.copyOf(command);
        on = Set.copyOf(on);
    }

    /** What a program can be told of. */
    public enum State {
        MASTER,
        BACKUP,
        CANDIDATE,
        FAULT,
        /** The election has ended with the agent. */
        STOP
    }
}
