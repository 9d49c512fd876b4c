package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Site;
import org.bridgewall.ha.lab.Topology;

/**
 * The wires of one comparison, of the laboratory's shape: client, switch A, nodes {@code b1} and
 * {@code b2} side by side, switch B, server; {@code sync0} between the nodes, {@code mgmt0} of each
 * at a management switch. Bridges of the nodes are made empty and down.
 *
 * <p>Thread rule: one thread, but {@link #remove}, which may come from any.
 */
final class Wires {
    static final List<String> NODES = List.of("b1", "b2");
    static final String ZOOKEEPER = "10.98.0.10";
    private static final List<String> PLACES =
            List.of("client", "swA", "b1", "b2", "swB", "server", "mgmt");

    private final Site site;

    Wires(Site site) {
        this.site = site;
    }

    static String sync(String node) {
        return "10.99.0." + node.substring(1);
    }

    static String management(String node) {
        return "10.98.0." + node.substring(1);
    }

    void build() throws IOException {
        for (String place : PLACES) {
            Command.run("ip", "netns", "add", site.namespace(place));
            settings(place, Map.of("net/ipv6/conf/default/disable_ipv6", "1"));
            ip(place, "link set lo up");
        }
        for (String bridge : List.of("swA", "swB", "mgmt", "b1", "b2")) {
            ip(bridge, "link add br0 type bridge stp_state 0 mcast_snooping 0");
        }
        wire("client", "eth0", "swA", "client");
        wire("server", "eth0", "swB", "server");
        wire("b1", "sync0", "b2", "sync0");
        for (String node : NODES) {
            wire(node, "up0", "swA", node);
            wire(node, "dn0", "swB", node);
            wire(node, "mgmt0", "mgmt", node);
            ip(
                    node,
                    "addr add " + sync(node) + "/24 dev sync0",
                    "addr add " + management(node) + "/24 dev mgmt0",
                    "link set sync0 up",
                    "link set mgmt0 up");
        }
        plug("swA", "client");
        plug("swB", "server");
        for (String zwitch : List.of("swA", "swB", "mgmt")) {
            plug(zwitch, "b1");
            plug(zwitch, "b2");
            ip(zwitch, "link set br0 up");
        }
        ip("mgmt", "addr add " + ZOOKEEPER + "/24 dev br0");
        ip("client", "addr add " + Topology.CLIENT_V4 + "/24 dev eth0", "link set eth0 up");
        ip("server", "addr add " + Topology.SERVER_V4 + "/24 dev eth0", "link set eth0 up");
    }

    /** Removes whatever is there of the namespaces, and with them their interfaces. */
    void remove() throws IOException {
        for (String place : PLACES) {
            if (Files.exists(Path.of("/run/netns", site.namespace(place)))) {
                Command.run("ip", "netns", "del", site.namespace(place));
            }
        }
    }

    /** Sets sysctls, by their paths, that belong to a place's namespace. */
    void settings(String place, Map<String, String> values) throws IOException {
        Netns.call(
                site.namespace(place),
                () -> {
                    for (Map.Entry<String, String> value : values.entrySet()) {
                        Files.writeString(Path.of("/proc/sys", value.getKey()), value.getValue());
                    }
                    return place;
                });
    }

    void ip(String place, String... lines) throws IOException {
        Netns.ip(site.namespace(place), lines);
    }

    private void wire(String a, String nameAtA, String b, String nameAtB) throws IOException {
        ip(
                a,
                "link add %s type veth peer name %s netns %s"
                        .formatted(nameAtA, nameAtB, site.namespace(b)));
        // One segment per frame, as on a cable: no 64 KiB super-frames between the namespaces.
        ip(a, "link set " + nameAtA + " gso_max_segs 1");
        ip(b, "link set " + nameAtB + " gso_max_segs 1");
    }

    private void plug(String bridge, String port) throws IOException {
        ip(bridge, "link set " + port + " master br0", "link set " + port + " up");
    }
}
