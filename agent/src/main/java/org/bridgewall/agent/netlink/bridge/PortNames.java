package org.bridgewall.agent.netlink.bridge;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.Links;

/**
 * Names of interfaces by index, asked from the kernel once. Thread rule: one thread, that of its
 * links.
 */
final class PortNames {
    private final Links links;
    private final Map<Integer, String> names = new HashMap<>();

    PortNames(Links links) {
        this.links = links;
    }

    /** The name, or {@code #INDEX} for an interface that is gone. */
    String of(int index) throws IOException {
        String name = names.get(index);
        if (name == null) {
            name = links.find(index).map(Link::name).orElse(null);
            if (name == null) {
                return "#" + index;
            }
            names.put(index, name);
        }
        return name;
    }

    void forget() {
        names.clear();
    }
}
