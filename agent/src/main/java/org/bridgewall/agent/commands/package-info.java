/** What {@code agentctl} can ask of the agent, one class for each family of commands. */
@NullMarked
package org.bridgewall.agent.commands;

import org.jspecify.annotations.NullMarked;
