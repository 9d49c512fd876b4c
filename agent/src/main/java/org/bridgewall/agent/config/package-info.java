/**
 * The agent's configuration: one YAML file per node, read into records.
 *
 * <p>Invariants: nothing here touches the kernel or changes the machine; what must be asked of the
 * machine goes through {@link org.bridgewall.agent.config.HostFacts}; every problem of a file is
 * found in one reading and names file, line, column and what was expected; defaults live in {@link
 * org.bridgewall.agent.config.Defaults} and nowhere else.
 */
@NullMarked
package org.bridgewall.agent.config;

import org.jspecify.annotations.NullMarked;
