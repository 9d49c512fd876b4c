package org.bridgewall.ha.sim.sync;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/** Two nodes on one link of a simulated network: what a feeds, b holds. Thread rule: one owner. */
final class SimulatedPair {
    private static final long MILLI = 1_000_000L;

    private final SimulatedNetwork network;
    private final SyncNode[] nodes = new SyncNode[2];
    private final long[] dueNanos = new long[2];
    private final long restNanos;
    private long nowNanos;
    private long events;

    /**
     * @param restNanos between a datagram's arrival and the node's turn
     */
    SimulatedPair(SimulatedNetwork network, SplittableRandom random, long restNanos) {
        this.network = network;
        this.restNanos = restNanos;
        nodes[0] = node("a", "b", 0, 1, random);
        nodes[1] = node("b", "a", 1, 0, random);
        nodes[0].internal().markLoaded();
        nodes[1].internal().markLoaded();
    }

    private SyncNode node(String name, String peer, int from, int to, SplittableRandom random) {
        return new SyncNode(
                SessionConfig.defaults(name, 1),
                from,
                new PlainSeal(
                        FrameKind.REPLICATION, new SealIdentity("sim", name, 1, List.of(peer))),
                List.of(new PeerLinks(peer, List.of("link"))),
                (path, datagram, length) ->
                        network.send(from, to, 0, Arrays.copyOf(datagram, length), nowNanos),
                random.split(),
                nowNanos);
    }

    /** What a's kernel is said to track. */
    InternalCache source() {
        return nodes[0].internal();
    }

    /** What b holds of it. */
    ExternalCache replica() {
        return nodes[1].external("a").orElseThrow();
    }

    /** As a sees the session. */
    SessionStatus status() {
        return nodes[0].session("b").orElseThrow().status(nowNanos);
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Datagrams that arrived, and turns of the nodes. */
    long events() {
        return events;
    }

    /** The source changed: a has a turn after that time at the latest. */
    void changed(long withinNanos) {
        dueNanos[0] = Math.min(dueNanos[0], nowNanos + withinNanos);
    }

    /** Whether both are equal, and both know it. */
    boolean settled() {
        return nodes[0].holdsUpTo("b", Long.MAX_VALUE)
                && nodes[1].session("a").orElseThrow().proven()
                && replica().digests().root() == source().digests().root();
    }

    /** Runs until all is settled, for so long at most. Returns whether it was. */
    boolean settle(long forNanos) {
        long deadline = nowNanos + forNanos;
        while (!settled()) {
            if (nowNanos > deadline) {
                return false;
            }
            runUntil(nowNanos + MILLI);
        }
        return true;
    }

    void runUntil(long endNanos) {
        while (next() <= endNanos) {
            nowNanos = Math.max(nowNanos, next());
            events++;
            if (network.nextNanos() <= nowNanos) {
                SimulatedNetwork.Flight flight = network.take();
                byte[] datagram = flight.datagram();
                nodes[flight.to()].onDatagram(0, datagram, 0, datagram.length, nowNanos);
                dueNanos[flight.to()] = Math.min(dueNanos[flight.to()], nowNanos + restNanos);
            } else {
                poll();
            }
        }
        nowNanos = Math.max(nowNanos, endNanos);
    }

    private void poll() {
        for (int i = 0; i < 2; i++) {
            if (dueNanos[i] <= nowNanos) {
                dueNanos[i] = nowNanos + Math.max(MILLI / 2, nodes[i].poll(nowNanos));
            }
        }
    }

    private long next() {
        return Math.min(network.nextNanos(), Math.min(dueNanos[0], dueNanos[1]));
    }
}
