package org.bridgewall.agent.ring;

import static org.bridgewall.agent.ring.Shell.run;

import java.util.List;

/**
 * client - switch A - node 1 || node 2 - switch B - server, each in a namespace of its own. The
 * switches and the nodes are Linux bridges without STP; on a node the port to A is {@code up0}, the
 * port to B is {@code dn0}. Nodes start with their bridge closed by nothing: fence first, then call
 * {@link #join}.
 */
public final class Ring implements AutoCloseable {
    public static final List<String> PORTS = List.of("up0", "dn0");

    private final String prefix;

    public Ring(String name) {
        prefix = "bwg-" + name + ProcessHandle.current().pid();
        for (String each : List.of("c", "s", "A", "B", "1", "2")) {
            run("ip netns add " + ns(each) + " && ip -n " + ns(each) + " link set lo up");
            run(
                    "ip netns exec "
                            + ns(each)
                            + " sysctl -qw net.ipv6.conf.all.disable_ipv6=1"
                            + " net.ipv6.conf.default.disable_ipv6=1");
            // Made-up packets would not get through the bridge's own checks of IP headers.
            run(
                    "ip netns exec "
                            + ns(each)
                            + " sysctl -qew net.bridge.bridge-nf-call-iptables=0"
                            + " net.bridge.bridge-nf-call-ip6tables=0");
            // Made-up packets would not get through the bridge's own checks of IP headers.
            run(
                    "ip netns exec "
                            + ns(each)
                            + " sysctl -qew net.bridge.bridge-nf-call-iptables=0"
                            + " net.bridge.bridge-nf-call-ip6tables=0");
        }
        for (String each : List.of("A", "B", "1", "2")) {
            run(
                    "ip -n "
                            + ns(each)
                            + " link add br0 type bridge stp_state 0 forward_delay 0"
                            + " mcast_snooping 0");
            run("ip -n " + ns(each) + " link set br0 up");
        }
        cable("c", "c0", "A", "h0");
        cable("s", "s0", "B", "h0");
        for (String node : List.of("1", "2")) {
            cable(node, "up0", "A", "n" + node);
            cable(node, "dn0", "B", "n" + node);
        }
        enslave("A", "h0", "n1", "n2");
        enslave("B", "h0", "n1", "n2");
    }

    /** Name of the namespace of {@code c s A B 1 2}. */
    public String ns(String member) {
        return prefix + "-" + member;
    }

    public String client() {
        return ns("c");
    }

    public String server() {
        return ns("s");
    }

    /** Puts the ports of a node into its bridge. */
    public void join(String node) {
        enslave(node, "up0", "dn0");
    }

    /** Takes the ports of a node out of its bridge: nothing crosses it. */
    public void leave(String node) {
        for (String each : PORTS) {
            run("ip -n " + ns(node) + " link set " + each + " nomaster");
        }
    }

    /** A crossing from the client to the server. */
    public Crossing crossing() throws Exception {
        return Crossing.open(client(), "c0", server(), "s0");
    }

    /** A crossing from the server to the client. */
    public Crossing crossingBack() throws Exception {
        return Crossing.open(server(), "s0", client(), "c0");
    }

    /** How many addresses a switch has learned at a port. */
    public int learnedCount(String member, String port) {
        return Integer.parseInt(
                run("bridge -n "
                                + ns(member)
                                + " fdb show br br0 | grep -c ' dev "
                                + port
                                + " master br0 *$' || true")
                        .strip());
    }

    public String mac(String member, String device) {
        return run("ip -n " + ns(member) + " -br link show " + device + " | awk '{print $3}'")
                .strip();
    }

    /** The port at which a switch has learned an address, or an empty string. */
    public String learned(String member, String mac) {
        return run("bridge -n "
                        + ns(member)
                        + " fdb show br br0 | awk '$1==\""
                        + mac
                        + "\" && !/permanent/ {print $3}'")
                .strip();
    }

    private void cable(String left, String leftDevice, String right, String rightDevice) {
        run(
                "ip link add "
                        + leftDevice
                        + " netns "
                        + ns(left)
                        + " type veth peer name "
                        + rightDevice
                        + " netns "
                        + ns(right));
        run("ip -n " + ns(left) + " link set " + leftDevice + " up");
        run("ip -n " + ns(right) + " link set " + rightDevice + " up");
    }

    private void enslave(String member, String... devices) {
        for (String each : devices) {
            run("ip -n " + ns(member) + " link set " + each + " master br0");
        }
    }

    @Override
    public void close() {
        for (String each : List.of("c", "s", "A", "B", "1", "2")) {
            run("ip netns del " + ns(each) + " || true");
        }
    }
}
