package org.bridgewall.agent.nftables;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.bridgewall.agent.linux.NetNamespace;

/** Three namespaces: client - bridge - server; the bridge's ports are up0 and dn0 as on a node. */
final class BridgeLab implements AutoCloseable {
    static final String CLIENT4 = "198.51.100.10";
    static final String SERVER4 = "192.0.2.25";
    static final String CLIENT6 = "2001:db8:0:10::10";
    static final String SERVER6 = "2001:db8:0:2::25";

    final String client = name("c");
    final String node = name("n");
    final String server = name("s");

    BridgeLab() {
        for (String namespace : List.of(client, node, server)) {
            Shell.run("ip", "netns", "add", namespace);
            Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
        }
        cable(client, "up0");
        cable(server, "dn0");
        Shell.run(
                "ip",
                "-n",
                node,
                "link",
                "add",
                "br0",
                "type",
                "bridge",
                "mcast_snooping",
                "0",
                "stp_state",
                "0");
        for (String port : List.of("up0", "dn0")) {
            Shell.run("ip", "-n", node, "link", "set", port, "master", "br0");
            Shell.run("ip", "-n", node, "link", "set", port, "up");
        }
        for (String key :
                List.of(
                        "net.ipv6.conf.br0.disable_ipv6=1",
                        "net.netfilter.nf_conntrack_tcp_loose=0",
                        "net.bridge.bridge-nf-call-iptables=1",
                        "net.bridge.bridge-nf-call-ip6tables=1")) {
            sysctl(key);
        }
        Shell.run("ip", "-n", node, "link", "set", "br0", "up");
        address(client, CLIENT4, CLIENT6, "192.0.2.0/24", "2001:db8:0:2::/64");
        address(server, SERVER4, SERVER6, "198.51.100.0/24", "2001:db8:0:10::/64");
        awaitForwarding();
    }

    /** A port forwards some time after its carrier is there; before that frames are lost. */
    private void awaitForwarding() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> onNode("bridge", "link").split("state forwarding", -1).length == 3);
    }

    private static String name(String role) {
        return "bwp-" + role + ProcessHandle.current().pid();
    }

    private void cable(String host, String port) {
        Shell.run(
                "ip", "-n", host, "link", "add", "e0", "type", "veth", "peer", "name", port,
                "netns", node);
        Shell.run("ip", "netns", "exec", host, "sysctl", "-qw", "net.ipv6.conf.e0.accept_dad=0");
        Shell.run("ip", "-n", host, "link", "set", "e0", "up");
    }

    /** One segment: what the other end holds is on link. */
    private static void address(String host, String v4, String v6, String far4, String far6) {
        Shell.run("ip", "-n", host, "addr", "add", v4 + "/24", "dev", "e0");
        Shell.run("ip", "-n", host, "addr", "add", v6 + "/64", "dev", "e0", "nodad");
        Shell.run("ip", "-n", host, "route", "add", far4, "dev", "e0");
        Shell.run("ip", "-n", host, "-6", "route", "add", far6, "dev", "e0");
    }

    NftProgram nft() {
        return new NftProgram(List.of("ip", "netns", "exec", node, "nft"), Duration.ofSeconds(30));
    }

    String onNode(String... words) {
        return in(node, words);
    }

    String in(String namespace, String... words) {
        String[] all = new String[words.length + 4];
        all[0] = "ip";
        all[1] = "netns";
        all[2] = "exec";
        all[3] = namespace;
        System.arraycopy(words, 0, all, 4, words.length);
        return Shell.run(all);
    }

    void sysctl(String assignment) {
        onNode("sysctl", "-qw", assignment);
    }

    /**
     * Connects from within a namespace. {@code new Socket()} opens its descriptor only when it
     * connects, so both happen on the thread that entered the namespace.
     */
    Socket connect(String namespace, String address, int port, int timeoutMillis)
            throws IOException {
        return within(
                namespace,
                () -> {
                    Socket socket = new Socket();
                    try {
                        socket.connect(new InetSocketAddress(address, port), timeoutMillis);
                        return socket;
                    } catch (IOException e) {
                        socket.close();
                        throw e;
                    }
                });
    }

    /**
     * Runs on a platform thread of its own within the namespace; sockets opened there stay there.
     */
    <T> T within(String namespace, Callable<T> task) throws IOException {
        FutureTask<T> future =
                new FutureTask<>(() -> {
                    NetNamespace.enter(namespace);
                    return task.call();
                });
        Thread.ofPlatform().name("in-" + namespace).start(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new AssertionError("in " + namespace + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        for (String namespace : List.of(client, node, server)) {
            try {
                Shell.run("ip", "netns", "del", namespace);
            } catch (AssertionError e) {
                System.err.println("left behind: " + e.getMessage());
            }
        }
    }
}
