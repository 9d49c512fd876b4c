/**
 * {@code agentctl}: a thin client of the agent's unix socket. It sends a command, prints what comes
 * back, and turns the level into the exit code; the agent renders. It loads neither databind nor
 * anything of the agent but, for {@code config check}, the configuration reader.
 *
 * <p>Exit codes: 0 well, 1 warning, 2 critical, refused or misused, 3 agent not reachable.
 */
@NullMarked
package org.bridgewall.agent.cli;

import org.jspecify.annotations.NullMarked;
