package org.bridgewall.agent.config;

/**
 * What the agent may change in the kernel beyond its own tables. Immutable.
 *
 * @param setSysctls set the conntrack and bridge sysctls that forwarding needs; otherwise only
 *     check them
 */
public record KernelConfig(boolean setSysctls) {}
