package org.bridgewall.agent.config;

/**
 * An address that follows the master, for management or a routed pair. Immutable.
 *
 * @param device interface that carries it
 */
public record VipConfig(AddressPrefix address, String device) {}
