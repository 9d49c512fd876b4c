package org.bridgewall.agent.hooks;

import java.time.Instant;
import org.bridgewall.agent.config.NotifyConfig;
import org.bridgewall.agent.script.ScriptResult;

/**
 * How a program took a notice. Immutable.
 *
 * @param number of the transition that it was told of
 */
public record HookRun(
        Instant at, long number, NotifyConfig.State state, String program, ScriptResult result) {}
