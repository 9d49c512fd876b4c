package org.bridgewall.ha.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The laboratory's wires:
 *
 * <pre>
 *             +-- up0 b1 dn0 --+
 *  client - swA                swB - server          sync: b1, b2 (sync0)
 *             +-- up0 b2 dn0 --+                     mgmt: b1, b2 (mgmt0), ZooKeeper
 * </pre>
 *
 * Each place is a network namespace; the switches, the sync and the management network are plain
 * Linux bridges without STP and without snooping. The bridges of the nodes are made empty and down:
 * fencing, enslaving and starting is the agent's work, in that order.
 *
 * <p>Hosts find each other by ARP and neighbour discovery, as hosts do: no entry is static.
 */
public final class Topology {
    private static final List<String> NETWORKS = List.of("sync", "mgmt");

    public static final String CLIENT_V4 = "192.0.2.100";
    public static final String CLIENT_V6 = "2001:db8:0:1::100";
    public static final String SERVER_V4 = "192.0.2.25";
    public static final String SERVER_V6 = "2001:db8:0:1::25";
    static final String ZOOKEEPER = "10.98.0.10";

    private final Site site;
    private final LabPlan plan;

    public Topology(Site site, LabPlan plan) {
        this.site = site;
        this.plan = plan;
    }

    /** Names of all namespaces, without the site's prefix. */
    List<String> places() {
        List<String> places = new ArrayList<>();
        for (Segment segment : plan.segments()) {
            places.add(segment.client());
            places.add(segment.uplinkSwitch());
            places.add(segment.screenedSwitch());
            places.add(segment.server());
        }
        places.addAll(plan.nodeNames());
        places.addAll(NETWORKS);
        return places;
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
        for (String place : places()) {
            Command.run("ip", "netns", "add", site.namespace(place));
            // No duplicate address detection: an address is there when it is given.
            sysctl(place, "net.ipv6.conf.all.accept_dad", "0");
            sysctl(place, "net.ipv6.conf.default.accept_dad", "0");
            sysctl(place, "net.ipv6.conf.default.accept_ra", "0");
            sysctl(place, "net.ipv4.conf.all.rp_filter", "0");
            sysctl(place, "net.ipv4.conf.default.rp_filter", "0");
            ip(place, "link set lo up");
        }
        for (String network : NETWORKS) {
            silentBridge(network, "br0", true);
            for (String node : plan.nodeNames()) {
                wire(node, network + "0", network, node);
                plug(network, node);
            }
        }
        for (String node : plan.nodeNames()) {
            ip(
                    node,
                    "addr add " + syncAddress(node) + "/24 dev sync0",
                    "addr add " + managementAddress(node) + "/24 dev mgmt0",
                    "link set sync0 up",
                    "link set mgmt0 up");
        }
        ip("mgmt", "addr add " + ZOOKEEPER + "/24 dev br0");
        for (Segment segment : plan.segments()) {
            build(segment);
        }
    }

    private void build(Segment segment) throws IOException {
        for (String zwitch : List.of(segment.uplinkSwitch(), segment.screenedSwitch())) {
            sysctl(zwitch, "net.ipv6.conf.default.disable_ipv6", "1");
            silentBridge(zwitch, "br0", true);
        }
        wire(segment.client(), "eth0", segment.uplinkSwitch(), segment.client());
        wire(segment.server(), "eth0", segment.screenedSwitch(), segment.server());
        plug(segment.uplinkSwitch(), segment.client());
        plug(segment.screenedSwitch(), segment.server());
        for (String node : plan.nodeNames()) {
            wire(node, segment.uplink(), segment.uplinkSwitch(), node);
            wire(node, segment.screened(), segment.screenedSwitch(), node);
            silentBridge(node, segment.bridge(), false);
            for (String silent : List.of(segment.uplink(), segment.screened(), segment.bridge())) {
                sysctl(node, "net.ipv6.conf." + silent + ".disable_ipv6", "1");
            }
            plug(segment.uplinkSwitch(), node);
            plug(segment.screenedSwitch(), node);
        }
        host(segment.client(), CLIENT_V4, CLIENT_V6);
        host(segment.server(), SERVER_V4, SERVER_V6);
    }

    /** Removes whatever is there of the site's namespaces, and with them their interfaces. */
    public void remove() throws IOException {
        for (String place : places()) {
            if (Netns.exists(site.namespace(place))) {
                Command.run("ip", "netns", "del", site.namespace(place));
            }
        }
    }

    boolean exists() {
        return places().stream().anyMatch(place -> Netns.exists(site.namespace(place)));
    }

    /**
     * Pulls the cable between a switch and a node: both ends lose their carrier.
     *
     * @param zwitch a switch of a segment, or the network {@code sync} or {@code mgmt}
     */
    public void pull(String zwitch, String node) throws IOException {
        ip(zwitch, "link set " + node + " down");
    }

    public void plugBack(String zwitch, String node) throws IOException {
        ip(zwitch, "link set " + node + " up");
    }

    /**
     * Joins both switches of a segment by a cable of its own: a second way for every frame. The
     * switches forget where the hosts were, as they do when a topology changes.
     *
     * @param plugged false: takes it away again
     */
    public void patch(Segment segment, boolean plugged) throws IOException {
        if (plugged) {
            wire(segment.uplinkSwitch(), "patch", segment.screenedSwitch(), "patch");
            plug(segment.uplinkSwitch(), "patch");
            plug(segment.screenedSwitch(), "patch");
            ip(segment.uplinkSwitch(), "link set br0 type bridge fdb_flush");
            ip(segment.screenedSwitch(), "link set br0 type bridge fdb_flush");
        } else {
            ip(segment.uplinkSwitch(), "link del patch");
        }
    }

    private void silentBridge(String place, String name, boolean up) throws IOException {
        ip(
                place,
                "link add " + name + " type bridge stp_state 0 mcast_snooping 0",
                "link set " + name + " " + (up ? "up" : "down"));
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
