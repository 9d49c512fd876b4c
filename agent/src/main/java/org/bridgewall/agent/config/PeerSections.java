package org.bridgewall.agent.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The list {@code peers}, with the checks that span several of them. */
final class PeerSections {
    private static final InetSocketAddress STAND_IN = new InetSocketAddress(0);
    private static final Scalar<InetSocketAddress> PORT_PAIR =
            Addresses.ENDPOINT.where(
                    Addresses.ENDPOINT.expected()
                            + ", port at most 65534, since replication uses the port above",
                    endpoint -> endpoint.getPort() < 65535);

    private final String self;
    private final List<String> nodes = new ArrayList<>();
    private final Map<InetSocketAddress, String> localUses = new HashMap<>();

    private PeerSections(String self) {
        this.self = self;
    }

    static List<PeerConfig> read(Section file, String self) {
        PeerSections peers = new PeerSections(self);
        if (!file.has("peers")) {
            file.problem(
                    "peers",
                    file.missing("peers", "a list of sections with node and paths; [] for none"));
        }
        List<PeerConfig> list =
                file.sections("peers", "a list of sections with node and paths").stream()
                        .map(peers::peer)
                        .toList();
        if (file.has("peers") && list.isEmpty()) {
            file.warning("peers", "no peers: nobody can take over from this node");
        }
        return list;
    }

    private PeerConfig peer(Section section) {
        String node = section.required("node", "", Names.NAME);
        if (!node.isEmpty()) {
            AgentSection.unique(nodes, node, section, "node", "peers");
            if (node.equals(self)) {
                section.problem(
                        "node", "node: %s is this node (expected: another)".formatted(node));
            }
        }
        List<String> names = new ArrayList<>();
        String expected = "a list of sections with name, local, remote";
        if (!section.has("paths")) {
            section.problem("paths", section.missing("paths", expected));
        }
        List<Section> sections = section.sections("paths", expected);
        List<PathConfig> paths = sections.stream().map(path -> path(path, node, names)).toList();
        if (section.has("paths") && sections.isEmpty()) {
            section.problem("paths", "paths: none (expected: at least one)");
        } else if (paths.size() == 1) {
            section.warning(
                    "paths", "one path only: when it is cut, the wire alone decides who forwards");
        }
        if (!paths.isEmpty() && paths.stream().noneMatch(PathConfig::replication)) {
            section.warning("paths", "no path with replication: true: no flow reaches " + node);
        }
        section.done();
        return new PeerConfig(node, paths);
    }

    private PathConfig path(Section section, String peer, List<String> names) {
        String name = section.required("name", "", Names.NAME);
        if (!name.isEmpty()) {
            AgentSection.unique(names, name, section, "name", "paths of " + peer);
        }
        InetSocketAddress local = section.required("local", STAND_IN, PORT_PAIR);
        InetSocketAddress remote = section.required("remote", STAND_IN, PORT_PAIR);
        if (!local.equals(STAND_IN) && !remote.equals(STAND_IN)) {
            checkEnds(section, local, remote);
        }
        PathConfig path =
                new PathConfig(
                        name,
                        local,
                        remote,
                        section.optional("replication", Defaults.PATH_REPLICATION, Scalar.FLAG));
        if (!local.equals(STAND_IN)) {
            claim(section, local, peer + "/" + name);
            claim(section, path.replicationLocal(), peer + "/" + name);
        }
        section.done();
        return path;
    }

    private static void checkEnds(
            Section section, InetSocketAddress local, InetSocketAddress remote) {
        if (local.equals(remote)) {
            section.problem("remote", "remote: the same as local (expected: the peer's end)");
        }
        if (local.getAddress().getClass() != remote.getAddress().getClass()) {
            section.problem(
                    "remote",
                    "remote: not of local's address family (expected: both IPv4 or IPv6)");
        }
        for (InetSocketAddress end : List.of(local, remote)) {
            if (end.getAddress().isAnyLocalAddress() || end.getAddress().isMulticastAddress()) {
                section.problem(
                        end.equals(local) ? "local" : "remote",
                        "%s (expected: the address of one host)".formatted(Addresses.format(end)));
            }
        }
    }

    private void claim(Section section, InetSocketAddress local, String user) {
        String other = localUses.putIfAbsent(local, user);
        if (other != null) {
            section.problem(
                    "local",
                    "local: %s is taken by path %s (adverts use the port given, replication the port above)"
                            .formatted(Addresses.format(local), other));
        }
    }
}
