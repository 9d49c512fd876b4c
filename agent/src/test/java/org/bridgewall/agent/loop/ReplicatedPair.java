package org.bridgewall.agent.loop;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/** Two real nodes of the protocol whose datagrams go from hand to hand, in virtual time. */
final class ReplicatedPair {
    private static final long MILLI = 1_000_000L;
    private static final int PATIENCE_MILLIS = 60_000;

    final SyncNode active;
    final SyncNode standby;
    private final ArrayDeque<byte[]> toActive = new ArrayDeque<>();
    private final ArrayDeque<byte[]> toStandby = new ArrayDeque<>();
    private long now = System.nanoTime();

    ReplicatedPair() {
        active = node("a", "b", toStandby);
        standby = node("b", "a", toActive);
        standby.internal().markLoaded();
    }

    private SyncNode node(String name, String peer, ArrayDeque<byte[]> wire) {
        PlainSeal seal =
                new PlainSeal(
                        FrameKind.REPLICATION, new SealIdentity("test", name, 1, List.of(peer)));
        return new SyncNode(
                SessionConfig.defaults(name, 1),
                5,
                seal,
                List.of(new PeerLinks(peer, List.of("sync"))),
                (path, datagram, length) -> wire.add(Arrays.copyOf(datagram, length)),
                new SplittableRandom(1),
                now);
    }

    /** Exchanges datagrams until the standby's replica is proven and complete. */
    void settle() {
        active.internal().markLoaded();
        until(() -> holds(active, "b", standby, "a"));
    }

    /** The same in both directions. */
    void settleBoth() {
        active.internal().markLoaded();
        until(() -> holds(active, "b", standby, "a") && holds(standby, "a", active, "b"));
    }

    private void until(BooleanSupplier settled) {
        active.flush();
        standby.flush();
        for (int i = 0; i < PATIENCE_MILLIS; i++) {
            deliver(toActive, active);
            deliver(toStandby, standby);
            active.poll(now);
            standby.poll(now);
            now += MILLI;
            if (settled.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("not proven: " + active.status() + " " + standby.status());
    }

    private static boolean holds(SyncNode owner, String peer, SyncNode holder, String name) {
        var replica = holder.external(name).orElseThrow();
        return owner.holdsUpTo(peer, owner.internal().version())
                && holder.session(name).orElseThrow().proven()
                && replica.size() == owner.internal().size()
                && replica.digests().root() == owner.internal().digests().root();
    }

    private void deliver(ArrayDeque<byte[]> wire, SyncNode to) {
        for (int i = wire.size(); i > 0; i--) {
            byte[] datagram = wire.remove();
            to.onDatagram(0, datagram, 0, datagram.length, now);
        }
    }

    /** What the standby would commit. */
    SnapshotFlows replicaFlows() {
        var replica = standby.external("a").orElseThrow();
        return new SnapshotFlows(List.of(replica.snapshot(RecordTypes.FLOW, now)));
    }

    List<Expectation> replicaExpectations() {
        var replica = standby.external("a").orElseThrow();
        return SnapshotExpectations.of(List.of(replica.snapshot(RecordTypes.EXPECTATION, now)));
    }
}
