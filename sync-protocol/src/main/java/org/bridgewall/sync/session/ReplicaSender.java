package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.BucketDigests;
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

    private final InternalCache cache;
    private final SessionConfig config;
    private final ChangeCursor cursor;
    private final InFlight inFlight;
    private final LostRecords lost = new LostRecords();
    private final RepairPlan plan;
    private final RecordView view = new RecordView();
    private final RecordRun run = new RecordRun();
    private final DigestHistory history = new DigestHistory();
    private final CongestionWindow window;
    private final RoundTrip roundTrip = new RoundTrip();
    private final Pace repairPace;
    private final SenderCounters counters = new SenderCounters();
    private boolean running;
    private long lastRepairSequence;
    private long planSequence;
    private long proofFloor;
    private long provenSequence;
    private long provenVersion;
    private long provenNanos;
    private long probeNanos;
    private long refreshNanos;

    ReplicaSender(InternalCache cache, SessionConfig config) {
        this.cache = cache;
        this.config = config;
        cursor = cache.openCursor();
        inFlight = new InFlight(config.maxWindow());
        plan = new RepairPlan(cache.digests());
        window = new CongestionWindow(config.maxWindow());
        repairPace = new Pace(config.repairBytesPerSecond(), 64L * config.maxFrameBytes());
    }

    /** A session begins: nothing is known of what the peer holds, so the digests will tell. */
    void start(long nowNanos) {
        running = true;
        inFlight.reset();
        window.reset();
        roundTrip.reset();
        lastRepairSequence = 0;
        planSequence = -1;
        refreshNanos = nowNanos - config.refreshNanos();
        forgetProgress();
    }

    /** Too much waits for this peer: give up the record of changes and let the digests tell. */
    void fallBack() {
        inFlight.dropContents();
        forgetProgress();
        // One more datagram, so that an answer to an earlier heartbeat proves nothing.
        plan.mark(0);
        proofFloor = inFlight.sent();
        counters.fallBacks++;
    }

    private void forgetProgress() {
        if (cursor.active()) {
            cache.deactivate(cursor);
        }
        cache.activate(cursor);
        lost.clear();
        plan.clear();
        history.clear();
        proofFloor = -1;
        provenSequence = -1;
        provenVersion = -1;
    }

    /**
     * Adds to the frame whatever is to be sent next, and numbers it. Returns whether there was
     * something.
     *
     * @param eager also what has not rested for the flush window
     */
    boolean fill(FrameWriter frame, boolean eager, long nowNanos) {
        if (!running || !cache.loaded() || inFlight.size() >= window.size()) {
            return false;
        }
        long limit = eager ? cache.version() : restedVersion(nowNanos);
        dropOutdatedLosses();
        if (!lost.isEmpty() || cache.nextUnsent(cursor, limit) != 0) {
            fillWithChanges(frame, limit, nowNanos);
            return true;
        }
        refreshIfDue(nowNanos);
        if (!plan.isEmpty() && repairPace.allows(config.maxFrameBytes(), nowNanos)) {
            fillWithRange(frame, nowNanos);
            return true;
        }
        return false;
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
        counters.records++;
        return true;
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
            counters.records++;
            counters.repairRecords++;
        }
        frame.range(first, complete);
        inFlight.setRange(first, complete);
        plan.covered(complete);
        lastRepairSequence = inFlight.sent();
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
    void heartbeat(FrameWriter frame) {
        dropOutdatedLosses();
        boolean complete =
                cache.sound()
                        && lost.isEmpty()
                        && cache.nextUnsent(cursor, Long.MAX_VALUE) == 0
                        && inFlight.sent() > proofFloor;
        BucketDigests digests = cache.digests();
        if (complete) {
            history.add(inFlight.sent(), cache.version(), digests);
        }
        frame.settled(inFlight.settled());
        frame.heartbeat(inFlight.sent(), complete, digests.root(), cache.size());
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
        provenByPeer(ack, nowNanos);
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

    private void provenByPeer(AckPart ack, long nowNanos) {
        boolean news = ack.proven() >= 0 && ack.proven() >= provenSequence;
        int entry = news ? history.find(ack.proven()) : -1;
        if (entry >= 0) {
            // What was compared was sent at most a round trip before the comparison.
            long taken = nowNanos - ack.provenAgeMicros() * 1000 - roundTrip.nanos();
            provenNanos = provenVersion < 0 ? taken : Math.max(provenNanos, taken);
            provenSequence = ack.proven();
            provenVersion = history.version(entry);
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

    /** The peer's bucket digests at a heartbeat that differed: marks what is to be repaired. */
    void onBuckets(InboundFrame frame) {
        long sequence = frame.bucketsSequence();
        int entry = history.find(sequence);
        boolean outdated = sequence < lastRepairSequence && sequence != planSequence;
        if (entry < 0 || outdated || config.mode() != ReplicationMode.FTFW) {
            return;
        }
        planSequence = sequence;
        for (int i = 0; i < frame.bucketsCount(); i++) {
            int bucket = frame.bucketsFirst() + i;
            if (history.bucket(entry, bucket) != frame.bucketDigest(i)) {
                plan.mark(bucket);
                counters.bucketsRepaired++;
            }
        }
    }

    /**
     * Whether the peer surely holds everything that changed up to a version. Where nothing is
     * acknowledged, only equal digests say so.
     */
    boolean holdsUpTo(long version) {
        if (config.mode() != ReplicationMode.FTFW
                && provenVersion < Math.min(version, cache.version())) {
            return false;
        }
        return running
                && provenVersion >= 0
                && plan.isEmpty()
                && cache.nextUnsent(cursor, version) == 0
                && !lost.anyUpTo(version)
                && !inFlight.anyUpTo(version);
    }

    /** How long the oldest change that the peer may not hold has waited; 0 = none. */
    long lagNanos(long nowNanos) {
        long oldest = nowNanos;
        if (inFlight.size() > 0) {
            oldest = inFlight.sentNanos(inFlight.settled() + 1);
        }
        int address = cache.nextUnsent(cursor, Long.MAX_VALUE);
        if (address != 0) {
            long born = cache.timeOf(cache.versionAt(address));
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

    boolean provenByPeer() {
        return provenVersion >= 0;
    }

    /** When the state was taken that the peer last confirmed to hold. */
    long provenByPeerNanos() {
        return provenNanos;
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
