package org.bridgewall.ha.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The laboratory's wires:
 *
 * <pre>
 *             +-- up0 b1 dn0 --+
 *  client - swA     |sync0    swB - server          mgmt: b1, b2 (mgmt0), ZooKeeper
 *             +-- up0 b2 dn0 --+
 * </pre>
 *
 * Each place is a network namespace; the switches and the management network are plain Linux
 * bridges without STP and without snooping. The bridges of the nodes are made empty and down:
 * fencing, enslaving and starting is the agent's work, in that order.
 *
 * <p>Hosts find each other by ARP and neighbour discovery, as hosts do: no entry is static.
 */
public final class Topology {
    public static final List<String> NODES = List.of("b1", "b2");
    static final List<String> PLACES =
            List.of("client", "swA", "b1", "b2", "swB", "server", "mgmt");

    public static final String CLIENT_V4 = "192.0.2.100";
    public static final String CLIENT_V6 = "2001:db8:0:1::100";
    public static final String SERVER_V4 = "192.0.2.25";
    public static final String SERVER_V6 = "2001:db8:0:1::25";
    static final String ZOOKEEPER = "10.98.0.10";

    private final Site site;

    public Topology(Site site) {
        this.site = site;
    }

    /** Number of a node in addresses: 1 for b1. */
    static int number(String node) {
        return Integer.parseInt(node.substring(1));
    }

    static String syncAddress(String node) {
        return "10.99.0." + number(node);
    }

    static String managementAddress(String node) {
        return "10.98.0." + number(node);
    }

    /** Makes every namespace and wire; fails where one of the names is taken. */
    public void build() throws IOException {
        for (String place : PLACES) {
            Command.run("ip", "netns", "add", site.namespace(place));
            // No duplicate address detection: an address is there when it is given.
            sysctl(place, "net.ipv6.conf.all.accept_dad", "0");
            sysctl(place, "net.ipv6.conf.default.accept_dad", "0");
            sysctl(place, "net.ipv6.conf.default.accept_ra", "0");
            sysctl(place, "net.ipv4.conf.all.rp_filter", "0");
            sysctl(place, "net.ipv4.conf.default.rp_filter", "0");
            ip(place, "link set lo up");
        }
        for (String zwitch : List.of("swA", "swB")) {
            sysctl(zwitch, "net.ipv6.conf.default.disable_ipv6", "1");
        }
        silentBridge("swA", true);
        silentBridge("swB", true);
        silentBridge("mgmt", true);
        wire("client", "eth0", "swA", "client");
        wire("server", "eth0", "swB", "server");
        wire("b1", "sync0", "b2", "sync0");
        for (String node : NODES) {
            wire(node, "up0", "swA", node);
            wire(node, "dn0", "swB", node);
            wire(node, "mgmt0", "mgmt", node);
            silentBridge(node, false);
            for (String silent : List.of("up0", "dn0", "br0")) {
                sysctl(node, "net.ipv6.conf." + silent + ".disable_ipv6", "1");
            }
            ip(
                    node,
                    "addr add " + syncAddress(node) + "/24 dev sync0",
                    "addr add " + managementAddress(node) + "/24 dev mgmt0",
                    "link set sync0 up",
                    "link set mgmt0 up");
        }
        for (String port : List.of("client", "b1", "b2")) {
            plug("swA", port);
        }
        for (String port : List.of("server", "b1", "b2")) {
            plug("swB", port);
        }
        plug("mgmt", "b1");
        plug("mgmt", "b2");
        ip("mgmt", "addr add " + ZOOKEEPER + "/24 dev br0");
        host("client", CLIENT_V4, CLIENT_V6);
        host("server", SERVER_V4, SERVER_V6);
    }

    /** Removes whatever is there of the site's namespaces, and with them their interfaces. */
    public void remove() throws IOException {
        for (String place : PLACES) {
            if (Netns.exists(site.namespace(place))) {
                Command.run("ip", "netns", "del", site.namespace(place));
            }
        }
    }

    boolean exists() {
        return PLACES.stream().anyMatch(place -> Netns.exists(site.namespace(place)));
    }

    /** Pulls the cable between a switch and a node: both ends lose their carrier. */
    public void pull(String zwitch, String node) throws IOException {
        ip(zwitch, "link set " + node + " down");
    }

    public void plugBack(String zwitch, String node) throws IOException {
        ip(zwitch, "link set " + node + " up");
    }

    private void silentBridge(String place, boolean up) throws IOException {
        ip(
                place,
                "link add br0 type bridge stp_state 0 mcast_snooping 0",
                "link set br0 " + (up ? "up" : "down"));
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

    private void host(String place, String v4, String v6) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("addr add " + v4 + "/24 dev eth0");
        lines.add("addr add " + v6 + "/64 dev eth0 nodad");
        lines.add("link set eth0 up");
        ip(place, lines.toArray(String[]::new));
    }

    private void ip(String place, String... lines) throws IOException {
        Netns.ip(site.namespace(place), lines);
    }

    private void sysctl(String place, String key, String value) throws IOException {
        Netns.sysctl(site.namespace(place), key, value);
    }
}
