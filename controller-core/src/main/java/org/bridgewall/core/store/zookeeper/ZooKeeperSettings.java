package org.bridgewall.core.store.zookeeper;

import java.time.Duration;
import java.util.List;

/**
 * Where the store is.
 *
 * @param connect servers: {@code 10.98.0.10:2181,...}
 * @param path root of this cluster's nodes, such as {@code /bridgewall/lab}
 * @param sessionTimeout after which a silent node is off the roll
 * @param instances whose policies are watched
 */
public record ZooKeeperSettings(
        String connect, String path, Duration sessionTimeout, List<String> instances) {
    public ZooKeeperSettings {
        instances = List.copyOf(instances);
    }
}
