/**
 * Programs of the operator, run with a bound on their time: what they are given, how they ended.
 *
 * <p>No shell reads a command. A program inherits nothing of the agent's environment but {@code
 * PATH}. It runs with the agent's rights, which is why the configuration refuses one that others
 * than root can write.
 */
@NullMarked
package org.bridgewall.agent.script;

import org.jspecify.annotations.NullMarked;
