package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.ChangeCursor;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.wire.AckPart;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * What is under way to a peer, and what becomes of it: numbers datagrams, learns from
 * acknowledgements what arrived and what got lost, how long that takes, how much may be under way
 * and how large a datagram may be.
 *
 * <p>Thread rule: the replication thread.
 */
final class Transit {
    /**
     * After so many overdue acknowledgements in a row only heartbeats go out: what is sent into
     * silence is sent again, and its removal told, however little of it is left by then.
     */
    private static final int SILENT_TIMEOUTS = 3;

    private final InternalCache cache;
    private final ChangeCursor cursor;
    private final RepairPlan plan;
    private final SenderCounters counters;
    private final boolean acknowledged;
    private final InFlight inFlight;
    private final LostRecords lost = new LostRecords();
    private final CongestionWindow window;
    private final RoundTrip roundTrip = new RoundTrip();
    private final DatagramSize size;
    private long probeNanos;
    private long askedUpTo;

    Transit(
            InternalCache cache,
            ChangeCursor cursor,
            RepairPlan plan,
            SessionConfig config,
            SenderCounters counters) {
        this.cache = cache;
        this.cursor = cursor;
        this.plan = plan;
        this.counters = counters;
        acknowledged = config.mode() == ReplicationMode.FTFW;
        inFlight = new InFlight(config.maxWindow());
        window = new CongestionWindow(config.maxWindow());
        size = new DatagramSize(config.maxFrameBytes());
    }

    void start() {
        inFlight.reset();
        window.reset();
        roundTrip.reset();
        lost.clear();
        askedUpTo = 0;
    }

    /** What is under way counts as datagrams only; what it held is somebody else's care now. */
    void forget() {
        inFlight.dropContents();
        lost.clear();
    }

    /** Whether another datagram may be sent now. */
    boolean room() {
        return !silent() && inFlight.size() < window.size();
    }

    private boolean silent() {
        return inFlight.size() > 0 && roundTrip.timeouts() >= SILENT_TIMEOUTS;
    }

    /** Another path is in use: what was silent there may not be so here. */
    void pathChanged() {
        roundTrip.progress();
    }

    /** Numbers the frame. */
    void open(FrameWriter frame, long nowNanos) {
        if (inFlight.size() == 0) {
            probeNanos = nowNanos;
        }
        long sequence = inFlight.open(nowNanos);
        frame.sequence(sequence, inFlight.settled());
        counters.datagrams++;
    }

    /** The record is in the frame that was numbered last, and counts if it lives. */
    void countLive(int address) {
        if (cache.isLive(address)) {
            inFlight.countLive(cache.isFirst(address));
        }
    }

    /** The numbered frame is finished; what is under way is settled at once if nobody answers. */
    void sent(int frameBytes) {
        inFlight.setBytes(frameBytes);
        if (!acknowledged) {
            delivered(inFlight.sent());
            inFlight.settleOldest();
        }
    }

    /** The peer was asked, with a heartbeat, what it got of all that was sent. */
    void asked(long nowNanos) {
        askedUpTo = inFlight.sent();
        if (overdue(nowNanos)) {
            probeNanos = nowNanos;
            roundTrip.timedOut();
        }
    }

    /** Whether something is under way that no heartbeat has asked for. */
    boolean unasked() {
        return inFlight.size() > 0 && askedUpTo < inFlight.sent();
    }

    /** Whether the peer has been owing an acknowledgement for too long: time for a heartbeat. */
    boolean overdue(long nowNanos) {
        return overdueInNanos(nowNanos) <= 0;
    }

    long overdueInNanos(long nowNanos) {
        return inFlight.size() == 0
                ? Long.MAX_VALUE
                : probeNanos + roundTrip.timeoutNanos() - nowNanos;
    }

    void onAck(AckPart ack, long nowNanos) {
        window.peerAllows(ack.window());
        boolean answered = !silent();
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
                size.lost(inFlight.bytes(sequence), answered, nowNanos);
            } else {
                delivered(sequence);
                size.delivered(inFlight.bytes(sequence));
            }
            inFlight.settleOldest();
        }
    }

    private void delivered(long sequence) {
        window.delivered();
        for (int i = 0; i < inFlight.records(sequence); i++) {
            int address = inFlight.address(sequence, i);
            if (acknowledged) {
                cursor.acknowledged(address, inFlight.version(sequence, i));
            } else {
                cursor.settled(address, inFlight.version(sequence, i));
            }
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
                cursor.notUnderstood(address);
                lost.add(address, version);
            }
        }
    }

    /** Forgets losses of what has changed since: the newer state travels anyway. */
    void dropOutdatedLosses() {
        while (!lost.isEmpty() && !cache.isCurrent(lost.firstAddress(), lost.firstVersion())) {
            lost.removeFirst();
        }
    }

    /** Whether everything up to a version arrived, of what was ever sent. */
    boolean arrivedUpTo(long version) {
        return !lost.anyUpTo(version) && !inFlight.anyUpTo(version);
    }

    /** When the oldest datagram under way was sent; only if there is one. */
    long oldestNanos() {
        return inFlight.sentNanos(inFlight.settled() + 1);
    }

    /** Records that were sent and not acknowledged. */
    int pendingRecords() {
        return lost.size() + inFlight.recordsInAll();
    }

    /** Of these, the live ones; of the first priority only, if so asked. */
    int pendingLive(boolean firstOnly) {
        return lost.live(cache, firstOnly) + (firstOnly ? inFlight.first() : inFlight.live());
    }

    InFlight inFlight() {
        return inFlight;
    }

    LostRecords lost() {
        return lost;
    }

    RoundTrip roundTrip() {
        return roundTrip;
    }

    DatagramSize size() {
        return size;
    }
}
