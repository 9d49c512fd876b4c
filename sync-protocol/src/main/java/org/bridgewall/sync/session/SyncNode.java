package org.bridgewall.sync.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.random.RandomGenerator;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.InboundFrame;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.MalformedFrameException;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.RefusalCounters;

/**
 * Replication of one node: one internal cache, and per peer an external cache and a session. The
 * replication thread drives it in a loop: feed {@link #internal} with kernel events, hand each
 * datagram to {@link #onDatagram}, then {@link #poll}.
 *
 * <p>Thread rule: the replication thread, but for {@link #status}, which any thread may read.
 */
public final class SyncNode {
    private static final long STATUS_EVERY_NANOS = 50_000_000L;

    private final SessionConfig config;
    private final DatagramSeal seal;
    private final InternalCache internal;
    private final List<PeerLink> links = new ArrayList<>();
    private final Map<String, PeerLink> byPeer = new HashMap<>();
    private final List<PeerLink> linkOfPath = new ArrayList<>();
    private final List<SyncPath> paths = new ArrayList<>();
    private final InboundFrame inbound = new InboundFrame();
    private final SealedOutput output;
    private final Scrubber scrubber;
    private byte[] opened;
    private volatile SyncStatus status = SyncStatus.none();
    private long statusNanos;

    /**
     * @param hashSeed drawn at random for this process; the peers learn it from sealed hellos
     * @param peers all paths of the first peer, then those of the second...: that order gives the
     *     path indices
     */
    public SyncNode(
            SessionConfig config,
            long hashSeed,
            DatagramSeal seal,
            List<PeerLinks> peers,
            DatagramOutput wire,
            RandomGenerator random,
            long nowNanos) {
        this.config = config;
        this.seal = seal;
        internal = new InternalCache(hashSeed);
        opened = new byte[2048];
        output = new SealedOutput(seal, wire, config.maxFrameBytes());
        FrameWriter probe = new FrameWriter(config.maxFrameBytes());
        for (PeerLinks peer : peers) {
            List<SyncPath> own = new ArrayList<>();
            for (String path : peer.paths()) {
                own.add(new SyncPath(path, paths.size() + own.size()));
            }
            ExternalCache external = new ExternalCache(hashSeed, nowNanos);
            Session session = new Session(peer.peer(), config, internal, external, random);
            PeerLink link = new PeerLink(session, own, output, probe);
            links.add(link);
            byPeer.put(peer.peer(), link);
            paths.addAll(own);
            own.forEach(path -> linkOfPath.add(link));
        }
        scrubber =
                new Scrubber(
                        internal,
                        links.stream().map(link -> link.session().external()).toList(),
                        nowNanos);
        statusNanos = nowNanos - STATUS_EVERY_NANOS;
    }

    /** Takes a datagram that came in on a path. Whatever is wrong with it is only counted. */
    public void onDatagram(int path, byte[] datagram, int offset, int length, long nowNanos) {
        if (length > opened.length) {
            opened = new byte[length];
        }
        int frameLength = seal.open(datagram, offset, length, opened);
        if (frameLength < 0) {
            return;
        }
        PeerLink link = linkOfPath.get(path);
        if (!seal.sender().equals(link.session().peer())) {
            seal.refusals().count(Refusal.WRONG_PATH);
            return;
        }
        try {
            inbound.read(opened, 0, frameLength);
        } catch (MalformedFrameException e) {
            seal.refusals().count(Refusal.MALFORMED);
            link.session().onMalformed();
            return;
        }
        link.onFrame(paths.get(path), inbound, nowNanos);
    }

    /**
     * Sends what is due: acknowledgements, changes, repairs, heartbeats. Returns nanoseconds until
     * something will be due again if nothing happens before.
     */
    public long poll(long nowNanos) {
        boundTombstones(nowNanos);
        scrubber.poll(nowNanos);
        long next = SyncPath.PROBE_EVERY_NANOS;
        for (PeerLink link : links) {
            next = Math.min(next, link.poll(nowNanos));
        }
        output.flush();
        if (nowNanos - statusNanos >= STATUS_EVERY_NANOS) {
            statusNanos = nowNanos;
            status = snapshot(nowNanos);
        }
        return next;
    }

    /** The most tombstones that are kept now. */
    int tombstoneLimit() {
        return config.tombstoneAllowance() + internal.size() / 2;
    }

    /** An outage must not cost memory: the peer that owes most falls back to its digests. */
    private void boundTombstones(long nowNanos) {
        for (int i = 0; i < links.size() && internal.tombstones() > tombstoneLimit(); i++) {
            PeerLink slowest = links.getFirst();
            for (PeerLink link : links) {
                if (link.session().pendingRecords() > slowest.session().pendingRecords()) {
                    slowest = link;
                }
            }
            slowest.session().fallBack(nowNanos);
        }
    }

    /** Takes a changed key file; sessions go on. */
    public void rekey(KeyRing keys) {
        seal.rekey(keys);
    }

    /** What was refused, by reason. Any thread. */
    public RefusalCounters refusals() {
        return seal.refusals();
    }

    /** What this node's kernel tracks; feed it, then {@link InternalCache#markLoaded}. */
    public InternalCache internal() {
        return internal;
    }

    /** What a peer's kernel tracks, as last told; empty if there is no such peer. */
    public Optional<ExternalCache> external(String peer) {
        return Optional.ofNullable(byPeer.get(peer)).map(link -> link.session().external());
    }

    /** The session with a peer; empty if there is no such peer. */
    public Optional<Session> session(String peer) {
        return Optional.ofNullable(byPeer.get(peer)).map(PeerLink::session);
    }

    /** Who is told, with the peer's name, of each mark that came with a proof. */
    public void onMarks(ObjLongConsumer<String> listener) {
        for (PeerLink link : links) {
            Session session = link.session();
            session.onMarks(mark -> listener.accept(session.peer(), mark));
        }
    }

    /** Sends all changes with the next poll, without waiting for the flush window. */
    public void flush() {
        links.forEach(link -> link.session().flush());
    }

    /**
     * Whether a peer surely holds everything that changed up to a version of the internal cache:
     * take {@code internal().version()}, {@link #flush}, and ask again until it is true.
     */
    public boolean holdsUpTo(String peer, long version) {
        PeerLink link = byPeer.get(peer);
        return link != null && link.session().holdsUpTo(version);
    }

    /** Buckets of any cache that were found damaged in memory, since the start. */
    public long damagedBuckets() {
        return scrubber.damagedBuckets();
    }

    /** The last published picture, at most 50 ms old while the node is polled. Any thread. */
    public SyncStatus status() {
        return status;
    }

    private SyncStatus snapshot(long nowNanos) {
        List<SessionStatus> peers = new ArrayList<>();
        List<PathStatus> all = new ArrayList<>();
        for (PeerLink link : links) {
            peers.add(link.session().status(nowNanos));
            link.addStatus(all, nowNanos);
        }
        return new SyncStatus(
                nowNanos,
                internal.loaded(),
                internal.size(),
                internal.tombstones(),
                internal.memoryBytes(),
                peers,
                all);
    }
}
