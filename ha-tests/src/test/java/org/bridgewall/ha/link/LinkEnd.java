package org.bridgewall.ha.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.sync.netty.PathConfig;
import org.bridgewall.sync.netty.PathCounters;
import org.bridgewall.sync.netty.PolledTransport;
import org.bridgewall.sync.session.PathStatus;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.Session;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * One node of two, in a network namespace of its own, with both links: sync0 over IPv4, sync1 over
 * IPv6.
 *
 * <p>Thread rule: one thread calls everything.
 */
final class LinkEnd implements AutoCloseable {
    static final String FIRST = "sync0";
    static final String SECOND = "sync1";

    private static final int PORT = 3781;
    private static final int FRAME_BYTES = 1500 - 48 - 38;

    final SyncNode node;
    private final String namespace;
    private final String peer;
    private final PolledTransport transport;

    LinkEnd(String namespace, String name, String peer, int own, int other) throws IOException {
        this.namespace = namespace;
        this.peer = peer;
        List<PathConfig> paths = new ArrayList<>();
        paths.add(path(FIRST, "10.77.0.", own, other));
        paths.add(path(SECOND, "fd00:77::", own, other));
        transport = Netns.call(namespace, () -> new PolledTransport(paths));
        transport.open();
        node =
                new SyncNode(
                        SessionConfig.defaults(name, 1)
                                .with(change -> change.maxFrameBytes(FRAME_BYTES)),
                        own,
                        new AesGcmSeal(
                                FrameKind.REPLICATION,
                                new SealIdentity("links", name, 1, List.of(peer)),
                                new KeyRing(List.of(new byte[KeyRing.KEY_BYTES]))),
                        List.of(new PeerLinks(peer, List.of(FIRST, SECOND))),
                        transport,
                        new SplittableRandom(own),
                        System.nanoTime());
        node.internal().markLoaded();
    }

    private static PathConfig path(String name, String network, int own, int other) {
        return new PathConfig(
                name,
                new InetSocketAddress(network + own, PORT),
                new InetSocketAddress(network + other, PORT),
                1 << 20);
    }

    void turn() {
        transport.drain(
                (path, bytes, length, at) -> node.onDatagram(path, bytes, 0, length, at), 256);
        node.poll(System.nanoTime());
    }

    void put(String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        node.internal().put(1, k, 0, k.length, v, 0, v.length, 60, System.nanoTime());
    }

    /** Has the kernel lose what comes in over a link: all of it, or so many of a hundred. */
    void lose(String link, int percent) throws IOException {
        lose(link, percent == 100 ? "" : "numgen random mod 100 < " + percent);
    }

    /** Has the kernel lose what is longer, and tell nobody: a black hole. */
    void loseLonger(String link, int packetBytes) throws IOException {
        lose(link, "meta length > " + packetBytes);
    }

    private void lose(String link, String which) throws IOException {
        nft(
                """
                add table inet links
                add chain inet links in { type filter hook prerouting priority -300; }
                add rule inet links in iifname "%s" udp dport %d %s drop
                """
                        .formatted(link, PORT, which));
    }

    void loseNothing() throws IOException {
        nft("add table inet links\ndelete table inet links\n");
    }

    private void nft(String script) throws IOException {
        Command.run(List.of("ip", "netns", "exec", namespace, "nft", "-f", "-"), script);
    }

    void ip(String line) throws IOException {
        Netns.ip(namespace, line);
    }

    PathStatus path(String link) {
        return node.status().paths().stream()
                .filter(path -> path.path().equals(link))
                .findFirst()
                .orElseThrow();
    }

    String active() {
        return path(FIRST).active() ? FIRST : SECOND;
    }

    PathCounters counters(String link) {
        return transport.counters().get(link.equals(FIRST) ? 0 : 1);
    }

    Session session() {
        return node.session(peer).orElseThrow();
    }

    @Override
    public void close() {
        transport.close();
    }
}
