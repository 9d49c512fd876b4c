package org.bridgewall.agent.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How operators and monitoring reach the agent. Immutable.
 *
 * @param socket unix socket of {@code agentctl}
 * @param group may use the socket beside root
 * @param http where metrics and the status page are served; empty: nowhere
 */
public record AdminConfig(Path socket, String group, Optional<InetSocketAddress> http) {}
