package org.bridgewall.agent.config;

import java.time.Duration;

/**
 * Where the cluster's shared, slow state lives. Immutable.
 *
 * @param connect {@code host:port}, several separated by commas
 * @param path root of the cluster's tree, such as {@code /bridgewall/lab}
 */
public record ZooKeeperConfig(String connect, String path, Duration sessionTimeout) {}
