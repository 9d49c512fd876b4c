package org.bridgewall.agent.instance;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.netlink.link.BridgeSetting;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.Links;

/**
 * The bridge of an instance and its ports. The order of a start is fence, enslave, up: the caller
 * fences first.
 *
 * <p>Thread rule: one thread.
 */
final class BridgePorts {
    private final String bridge;
    private final List<String> ports;

    BridgePorts(String bridge, List<String> ports) {
        this.bridge = bridge;
        this.ports = ports;
    }

    /** Makes the bridge where there is none, enslaves the ports that are free, sets all up. */
    void join(Map<BridgeSetting, Integer> settings) throws IOException {
        try (Links links = Links.open()) {
            if (links.find(bridge).isEmpty()) {
                links.createBridge(bridge, settings);
            } else {
                links.setBridge(bridge, settings);
            }
            int index = links.get(bridge).index();
            links.setArpOff(bridge);
            for (String port : ports) {
                if (links.get(port).masterIndex() != index) {
                    links.enslave(port, bridge);
                }
                links.setUp(port);
            }
            links.setUp(bridge);
        }
    }

    /** Whether frames can pass a port now; false where it is missing. */
    static boolean canPass(String port) throws IOException {
        try (Links links = Links.open()) {
            return links.find(port).filter(Link::canPass).isPresent();
        }
    }
}
