package org.bridgewall.sync.session;

import java.util.List;
import org.bridgewall.sync.cache.ChangeCursor;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.wire.AckPart;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.InboundFrame;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * The sending half of a session: lost records first, then fresh changes in their order, then
 * repairs. See the package documentation for how it works.
 *
 * <p>Thread rule: the replication thread.
 */
final class ReplicaSender {
    /**
     * Changes that never rest leave no moment to compare at, and little room for repairs, which
     * carry what is short-lived too. When much is to be repaired for so long, and the peer answers,
     * everything goes in the order of changes; what is dead the next comparison will find.
     */
    private static final long RESTLESS_NANOS = 1_000_000_000L;

    private static final int MANY_BUCKETS = 256;
    private static final long SILENCE_NANOS = 500_000_000L;

    private final InternalCache cache;
    private final SessionConfig config;
    private final ChangeCursor cursor;
    private final Transit transit;
    private final InFlight inFlight;
    private final LostRecords lost;
    private final RepairPlan plan;
    private final RecordView view = new RecordView();
    private final PeerProof proof;
    private final Repairs repairs;
    private final SenderCounters counters = new SenderCounters();
    private boolean running;
    private long batchNanos;
    private long restedNanos;
    private long answeredNanos;
    private boolean rewound;

    ReplicaSender(InternalCache cache, SessionConfig config) {
        this.cache = cache;
        this.config = config;
        cursor = cache.openCursor();
        plan = new RepairPlan(cache.digests());
        transit = new Transit(cache, cursor, plan, config, counters);
        inFlight = transit.inFlight();
        lost = transit.lost();
        proof = new PeerProof(cache, plan);
        repairs = new Repairs(cache, config, plan, proof, transit, counters);
    }

    /** A session begins: nothing is known of what the peer holds, so the digests will tell. */
    void start(long nowNanos) {
        running = true;
        transit.start();
        restedNanos = nowNanos;
        answeredNanos = nowNanos;
        batchNanos = nowNanos - config.flushWindowNanos();
        rewound = false;
        repairs.start(nowNanos);
        proof.start();
        forgetProgress();
    }

    /** Too much waits for this peer: give up the record of changes and let the digests tell. */
    void fallBack(long nowNanos) {
        restedNanos = nowNanos;
        rewound = false;
        transit.forget();
        forgetProgress();
        // One more datagram, so that an answer to an earlier heartbeat proves nothing.
        plan.mark(0);
        proof.setFloor(inFlight.sent());
        counters.fallBacks++;
    }

    private void forgetProgress() {
        if (cursor.active()) {
            cursor.deactivate();
        }
        cursor.activate();
        proof.forget();
    }

    /**
     * Adds to the frame whatever is to be sent next, and numbers it; {@link #sent} must follow.
     * Returns whether there was something.
     *
     * @param eager also what has not rested for the flush window
     */
    boolean fill(FrameWriter frame, boolean eager, long nowNanos) {
        if (!running || !cache.loaded() || !transit.room()) {
            return false;
        }
        long limit = eager ? cache.version() : restedVersion(nowNanos);
        transit.dropOutdatedLosses();
        repairs.refreshIfDue(nowNanos);
        cursor.nextTurn();
        boolean changes = !lost.isEmpty() || cursor.nextUnsent(limit) != 0;
        boolean repair = repairs.due(changes, nowNanos);
        if (repair) {
            repairs.fill(frame, nowNanos);
        } else if (changes) {
            fillWithChanges(frame, limit, nowNanos);
        }
        return repair || changes;
    }

    /** The frame that {@link #fill} numbered goes out, with so many bytes. */
    void sent(int frameBytes) {
        transit.sent(frameBytes);
    }

    /** Largest frame that the way to the peer takes. */
    int frameBytes(long nowNanos) {
        return transit.size().frameBytes(nowNanos);
    }

    /** The kernel refused a frame of that size: it is too long for the path. */
    void refused(int frameBytes, long nowNanos) {
        transit.size().refused(frameBytes, nowNanos);
    }

    /**
     * Up to which version changes have rested for the flush window; nothing while the last batch is
     * younger than half of it. So under a steady stream of changes a datagram holds several, and
     * one change alone does not wait for others.
     */
    private long restedVersion(long nowNanos) {
        boolean sameBatch = nowNanos == batchNanos;
        if (!sameBatch && nowNanos - batchNanos < config.flushWindowNanos() / 2) {
            return 0;
        }
        return cache.versionOfAge(config.flushWindowNanos(), nowNanos);
    }

    /** Another path is in use. */
    void pathChanged() {
        transit.pathChanged();
    }

    private void fillWithChanges(FrameWriter frame, long limit, long nowNanos) {
        transit.open(frame, nowNanos);
        batchNanos = nowNanos;
        boolean room = true;
        while (room && !lost.isEmpty()) {
            room = tryRecord(frame, lost.firstAddress());
            if (room) {
                lost.removeFirst();
                transit.dropOutdatedLosses();
                counters.retransmitted++;
            }
        }
        int address = cursor.nextUnsent(limit);
        while (room && address != 0) {
            room = tryRecord(frame, address);
            if (room) {
                cursor.advance();
                address = cursor.nextUnsent(limit);
            }
        }
    }

    private boolean tryRecord(FrameWriter frame, int address) {
        cursor.viewForSending(address, view);
        if (!frame.tryRecord(view)) {
            return false;
        }
        inFlight.addRecord(address, cache.versionAt(address));
        transit.countLive(address);
        counters.records++;
        return true;
    }

    /**
     * Writes a heartbeat; it is a proof if everything that changed has been sent.
     *
     * @param marks true of this node now, so of what it has as well
     */
    void heartbeat(FrameWriter frame, List<Long> marks, long nowNanos) {
        transit.dropOutdatedLosses();
        boolean complete =
                cache.sound()
                        && lost.isEmpty()
                        && cursor.unsent() == 0
                        && proof.above(inFlight.sent());
        if (complete) {
            proof.offered(inFlight.sent());
        }
        if (complete || nowNanos - answeredNanos >= SILENCE_NANOS) {
            restedNanos = nowNanos;
            rewound = false;
        }
        rewindIfRestless(nowNanos);
        frame.settled(inFlight.settled());
        frame.heartbeat(inFlight.sent(), complete, cache.digests().root(), cache.size(), marks);
        transit.asked(nowNanos);
    }

    private void rewindIfRestless(long nowNanos) {
        boolean much = !proof.compared() || plan.pendingBuckets() >= MANY_BUCKETS;
        if (much && !rewound && cache.loaded() && nowNanos - restedNanos >= RESTLESS_NANOS) {
            rewound = true;
            cursor.rewind();
            plan.clear();
            proof.sendingAll();
        }
    }

    /**
     * Whether a heartbeat is due before its time.
     *
     * @param hurry an answer is wanted to all that was sent
     */
    boolean heartbeatDue(boolean hurry, long nowNanos) {
        return transit.overdue(nowNanos) || (hurry && transit.unasked());
    }

    void onAck(AckPart ack, long nowNanos) {
        if (ack.highest() > inFlight.sent()) {
            return;
        }
        answeredNanos = nowNanos;
        proof.onAck(ack, transit.roundTrip().nanos(), nowNanos);
        if (config.mode() == ReplicationMode.FTFW) {
            transit.onAck(ack, nowNanos);
        }
    }

    /** The peer's bucket digests at a heartbeat that differed. */
    void onBuckets(InboundFrame frame) {
        if (config.mode() == ReplicationMode.FTFW) {
            counters.bucketsRepaired += proof.onBuckets(frame);
        }
    }

    /**
     * Whether the peer surely holds everything that changed up to a version. Where nothing is
     * acknowledged, only equal digests say so.
     */
    boolean holdsUpTo(long version) {
        if (config.mode() != ReplicationMode.FTFW
                && proof.provenVersion() < Math.min(version, cache.version())) {
            return false;
        }
        return running
                && proof.proven()
                && plan.isEmpty()
                && (cursor.unsent() == 0 || cursor.oldestUnsent() > version)
                && transit.arrivedUpTo(version);
    }

    /** How long the oldest change that the peer may not hold has waited; 0 = none. */
    long lagNanos(long nowNanos) {
        long oldest = inFlight.size() > 0 ? transit.oldestNanos() : nowNanos;
        if (cursor.unsent() > 0) {
            long born = cache.timeOf(cursor.oldestUnsent());
            oldest = born - oldest < 0 ? born : oldest;
        }
        return nowNanos - oldest;
    }

    /** Records that the peer has not acknowledged. */
    int pendingRecords() {
        return cursor.unsent() + transit.pendingRecords();
    }

    /**
     * Until the oldest change has rested; a part of the flush window where something else holds up
     * what is to be sent.
     */
    long unsentDueInNanos(long nowNanos) {
        long soon = config.flushWindowNanos() / 4;
        if (!lost.isEmpty() || !plan.isEmpty()) {
            return soon;
        }
        if (cursor.unsent() == 0) {
            return Long.MAX_VALUE;
        }
        long rested = cache.timeOf(cursor.oldestUnsent()) + config.flushWindowNanos() - nowNanos;
        long batch = batchNanos + config.flushWindowNanos() / 2 - nowNanos;
        long due = Math.max(rested, batch);
        return due > 0 ? due : soon;
    }

    long overdueInNanos(long nowNanos) {
        return transit.overdueInNanos(nowNanos);
    }

    PeerProof proof() {
        return proof;
    }

    /** How much the peer is known to hold; rather less than it does. */
    Coverage coverage() {
        double unknown = proof.compared() ? plan.pendingShare() : 1;
        int live = cursor.unsentLive() + transit.pendingLive(false);
        int first = cursor.unsentFirst() + transit.pendingLive(true);
        return new Coverage(
                Coverage.share(cache.size(), unknown, live),
                Coverage.share(cache.firstSize(), unknown, first),
                0);
    }

    /** For how long everything that changed could not be sent at once, though the peer answers. */
    long overloadNanos(long nowNanos) {
        long restless = nowNanos - restedNanos;
        return cache.sound() && restless >= RESTLESS_NANOS ? restless : 0;
    }

    int repairBuckets() {
        return plan.pendingBuckets();
    }

    Transit transit() {
        return transit;
    }

    SenderCounters counters() {
        return counters;
    }
}
