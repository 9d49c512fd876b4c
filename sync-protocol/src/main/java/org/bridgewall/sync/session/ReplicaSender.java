package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.ChangeCursor;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordRun;
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
    /** Records looked at for one repair datagram; more than fit. */
    private static final int RUN = 48;

    /** While changes keep coming, every so many datagrams one is for a repair. */
    private static final int REPAIR_TURN = 4;

    /**
     * Changes that never rest leave no moment to compare at, and little room for repairs, which
     * carry what is short-lived too. When much is to be repaired for so long, and the peer answers,
     * everything goes in the order of changes; what is dead the next comparison will find.
     */
    private static final long RESTLESS_NANOS = 1_000_000_000L;

    /**
     * After so many overdue acknowledgements in a row only heartbeats go out: what is sent into
     * silence is sent again, and its removal told, however little of it is left by then.
     */
    private static final int SILENT_TIMEOUTS = 3;

    private static final int MANY_BUCKETS = 256;
    private static final long SILENCE_NANOS = 500_000_000L;

    private final InternalCache cache;
    private final SessionConfig config;
    private final ChangeCursor cursor;
    private final InFlight inFlight;
    private final LostRecords lost = new LostRecords();
    private final RepairPlan plan;
    private final RecordView view = new RecordView();
    private final RecordRun run = new RecordRun();
    private final PeerProof proof;
    private final CongestionWindow window;
    private final RoundTrip roundTrip = new RoundTrip();
    private final Pace repairPace;
    private final SenderCounters counters = new SenderCounters();
    private boolean running;
    private long restedNanos;
    private long answeredNanos;
    private boolean rewound;
    private long probeNanos;
    private long refreshNanos;

    ReplicaSender(InternalCache cache, SessionConfig config) {
        this.cache = cache;
        this.config = config;
        cursor = cache.openCursor();
        inFlight = new InFlight(config.maxWindow());
        plan = new RepairPlan(cache.digests());
        proof = new PeerProof(cache, plan);
        window = new CongestionWindow(config.maxWindow());
        repairPace = new Pace(config.repairBytesPerSecond(), 64L * config.maxFrameBytes());
    }

    /** A session begins: nothing is known of what the peer holds, so the digests will tell. */
    void start(long nowNanos) {
        running = true;
        inFlight.reset();
        window.reset();
        roundTrip.reset();
        restedNanos = nowNanos;
        answeredNanos = nowNanos;
        rewound = false;
        refreshNanos = nowNanos - config.refreshNanos();
        proof.start();
        forgetProgress();
    }

    /** Too much waits for this peer: give up the record of changes and let the digests tell. */
    void fallBack(long nowNanos) {
        restedNanos = nowNanos;
        rewound = false;
        inFlight.dropContents();
        forgetProgress();
        // One more datagram, so that an answer to an earlier heartbeat proves nothing.
        plan.mark(0);
        proof.setFloor(inFlight.sent());
        counters.fallBacks++;
    }

    private void forgetProgress() {
        if (cursor.active()) {
            cache.deactivate(cursor);
        }
        cache.activate(cursor);
        lost.clear();
        proof.forget();
    }

    /**
     * Adds to the frame whatever is to be sent next, and numbers it. Returns whether there was
     * something.
     *
     * @param eager also what has not rested for the flush window
     */
    boolean fill(FrameWriter frame, boolean eager, long nowNanos) {
        if (!running || !cache.loaded() || silent() || inFlight.size() >= window.size()) {
            return false;
        }
        long limit = eager ? cache.version() : restedVersion(nowNanos);
        dropOutdatedLosses();
        refreshIfDue(nowNanos);
        cursor.nextTurn();
        boolean changes = !lost.isEmpty() || cache.nextUnsent(cursor, limit) != 0;
        boolean repairs =
                !plan.isEmpty()
                        && (!changes || inFlight.sent() % REPAIR_TURN == 0)
                        && repairPace.allows(config.maxFrameBytes(), nowNanos);
        if (repairs) {
            fillWithRange(frame, nowNanos);
        } else if (changes) {
            fillWithChanges(frame, limit, nowNanos);
        }
        return repairs || changes;
    }

    private boolean silent() {
        return inFlight.size() > 0 && roundTrip.timeouts() >= SILENT_TIMEOUTS;
    }

    /** Another path is in use: what was silent there may not be so here. */
    void pathChanged() {
        roundTrip.progress();
    }

    private long restedVersion(long nowNanos) {
        return cache.versionOfAge(config.flushWindowNanos(), nowNanos);
    }

    private void dropOutdatedLosses() {
        while (!lost.isEmpty() && !cache.isCurrent(lost.firstAddress(), lost.firstVersion())) {
            lost.removeFirst();
        }
    }

    private void open(FrameWriter frame, long nowNanos) {
        if (inFlight.size() == 0) {
            probeNanos = nowNanos;
        }
        long sequence = inFlight.open(nowNanos);
        frame.sequence(sequence, inFlight.settled());
        counters.datagrams++;
    }

    private void fillWithChanges(FrameWriter frame, long limit, long nowNanos) {
        open(frame, nowNanos);
        boolean room = true;
        while (room && !lost.isEmpty()) {
            room = tryRecord(frame, lost.firstAddress());
            if (room) {
                lost.removeFirst();
                dropOutdatedLosses();
                counters.retransmitted++;
            }
        }
        int address = cache.nextUnsent(cursor, limit);
        while (room && address != 0) {
            room = tryRecord(frame, address);
            if (room) {
                cache.advance(cursor);
                address = cache.nextUnsent(cursor, limit);
            }
        }
        sent();
    }

    private boolean tryRecord(FrameWriter frame, int address) {
        cache.viewForSending(address, view);
        if (!frame.tryRecord(view)) {
            return false;
        }
        inFlight.addRecord(address, cache.versionAt(address));
        countLive(address);
        counters.records++;
        return true;
    }

    private void countLive(int address) {
        if (cache.isLive(address)) {
            inFlight.countLive(cache.isFirst(address));
        }
    }

    private void fillWithRange(FrameWriter frame, long nowNanos) {
        open(frame, nowNanos);
        long first = plan.first();
        long complete = cache.collect(first, plan.last(), RUN, run);
        for (int i = 0; i < run.size(); i++) {
            cache.viewForSending(run.address(i), view);
            if (!frame.tryRecord(view)) {
                complete = run.hash(i) - 1;
                break;
            }
            countLive(run.address(i));
            counters.records++;
            counters.repairRecords++;
        }
        frame.range(first, complete);
        inFlight.setRange(first, complete);
        plan.covered(complete);
        proof.repaired(inFlight.sent());
        repairPace.spend(frame.length());
        sent();
    }

    /** Without acknowledgements, sent is done. */
    private void sent() {
        if (config.mode() != ReplicationMode.FTFW) {
            delivered(inFlight.sent());
            inFlight.settleOldest();
        }
    }

    private void refreshIfDue(long nowNanos) {
        if (config.mode() == ReplicationMode.ALARM
                && nowNanos - refreshNanos >= config.refreshNanos()) {
            refreshNanos = nowNanos;
            plan.markAll();
        }
    }

    /** Writes a heartbeat; it is a proof if everything that changed has been sent. */
    void heartbeat(FrameWriter frame, long nowNanos) {
        dropOutdatedLosses();
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
        frame.heartbeat(inFlight.sent(), complete, cache.digests().root(), cache.size());
    }

    private void rewindIfRestless(long nowNanos) {
        boolean much = !proof.compared() || plan.pendingBuckets() >= MANY_BUCKETS;
        if (much && !rewound && cache.loaded() && nowNanos - restedNanos >= RESTLESS_NANOS) {
            rewound = true;
            cache.rewind(cursor);
            plan.clear();
            proof.sendingAll();
        }
    }

    /** Whether the peer has been owing an acknowledgement for too long: time for a heartbeat. */
    boolean probeDue(long nowNanos) {
        return inFlight.size() > 0 && nowNanos - probeNanos >= roundTrip.timeoutNanos();
    }

    void probed(long nowNanos) {
        if (inFlight.size() > 0) {
            probeNanos = nowNanos;
            roundTrip.timedOut();
        }
    }

    void onAck(AckPart ack, long nowNanos) {
        if (ack.highest() > inFlight.sent()) {
            return;
        }
        answeredNanos = nowNanos;
        proof.onAck(ack, roundTrip.nanos(), nowNanos);
        if (config.mode() != ReplicationMode.FTFW) {
            return;
        }
        window.peerAllows(ack.window());
        if (ack.highest() > inFlight.settled()) {
            if (!ack.isMissing(ack.highest())) {
                long elapsed = nowNanos - inFlight.sentNanos(ack.highest());
                roundTrip.sample(elapsed - ack.delayMicros() * 1000);
            }
            roundTrip.progress();
            probeNanos = nowNanos;
        }
        while (inFlight.settled() < ack.highest()) {
            long sequence = inFlight.settled() + 1;
            if (ack.isMissing(sequence)) {
                lost(sequence);
            } else {
                delivered(sequence);
            }
            inFlight.settleOldest();
        }
    }

    private void delivered(long sequence) {
        window.delivered();
        for (int i = 0; i < inFlight.records(sequence); i++) {
            cache.acknowledged(
                    cursor, inFlight.address(sequence, i), inFlight.version(sequence, i));
        }
    }

    private void lost(long sequence) {
        counters.lostDatagrams++;
        window.lost(sequence, inFlight.sent());
        if (inFlight.isRange(sequence)) {
            plan.lost(inFlight.rangeFirst(sequence), inFlight.rangeLast(sequence));
        }
        for (int i = 0; i < inFlight.records(sequence); i++) {
            int address = inFlight.address(sequence, i);
            long version = inFlight.version(sequence, i);
            if (cache.isCurrent(address, version)) {
                lost.add(address, version);
            }
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
                && (cursor.unsent() == 0 || cache.oldestUnsent(cursor) > version)
                && !lost.anyUpTo(version)
                && !inFlight.anyUpTo(version);
    }

    /** How long the oldest change that the peer may not hold has waited; 0 = none. */
    long lagNanos(long nowNanos) {
        long oldest = nowNanos;
        if (inFlight.size() > 0) {
            oldest = inFlight.sentNanos(inFlight.settled() + 1);
        }
        if (cursor.unsent() > 0) {
            long born = cache.timeOf(cache.oldestUnsent(cursor));
            oldest = born - oldest < 0 ? born : oldest;
        }
        return nowNanos - oldest;
    }

    /** Records that the peer has not acknowledged. */
    int pendingRecords() {
        return cursor.unsent() + lost.size() + inFlight.recordsInAll();
    }

    /** Whether there is something to send as soon as it has rested. */
    boolean hasUnsent() {
        return cursor.unsent() > 0 || !lost.isEmpty() || !plan.isEmpty();
    }

    long probeInNanos(long nowNanos) {
        return inFlight.size() == 0
                ? Long.MAX_VALUE
                : probeNanos + roundTrip.timeoutNanos() - nowNanos;
    }

    PeerProof proof() {
        return proof;
    }

    /** How much the peer is known to hold; rather less than it does. */
    Coverage coverage() {
        double unknown = proof.compared() ? plan.pendingShare() : 1;
        int live = cursor.unsentLive() + lost.live(cache, false) + inFlight.live();
        int first = cursor.unsentFirst() + lost.live(cache, true) + inFlight.first();
        return new Coverage(
                Coverage.share(cache.size(), unknown, live),
                Coverage.share(cache.firstSize(), unknown, first),
                0);
    }

    /** Whether it is known what the peer held when the session began. */
    boolean compared() {
        return proof.compared();
    }

    int repairBuckets() {
        return plan.pendingBuckets();
    }

    int inFlight() {
        return inFlight.size();
    }

    long roundTripNanos() {
        return roundTrip.nanos();
    }

    SenderCounters counters() {
        return counters;
    }
}
