package org.bridgewall.sync.session;

import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordRun;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * Sends what the {@link RepairPlan} marks: each datagram holds all the live records of one range of
 * hashes. Paced, and behind fresh changes.
 *
 * <p>Thread rule: the replication thread.
 */
final class Repairs {
    /** While changes keep coming, every so many datagrams one is for a repair. */
    private static final int TURN = 4;

    /** No record takes less of a frame, so that no more need be looked at for one datagram. */
    private static final int LEAST_RECORD_BYTES = 8;

    private final InternalCache cache;
    private final SessionConfig config;
    private final RepairPlan plan;
    private final PeerProof proof;
    private final Transit transit;
    private final SenderCounters counters;
    private final Pace pace;
    private final RecordRun run = new RecordRun();
    private final RecordView view = new RecordView();
    private long refreshNanos;
    private boolean sentOnce;

    Repairs(
            InternalCache cache,
            SessionConfig config,
            RepairPlan plan,
            PeerProof proof,
            Transit transit,
            SenderCounters counters) {
        this.cache = cache;
        this.config = config;
        this.plan = plan;
        this.proof = proof;
        this.transit = transit;
        this.counters = counters;
        pace = new Pace(config.repairBytesPerSecond(), 64L * config.maxFrameBytes());
    }

    /** A session begins: but in ftfw, where digests tell what is missing, everything is due. */
    void start(long nowNanos) {
        refreshNanos = nowNanos;
        sentOnce = false;
    }

    /** Everything is sent: in alarm mode now and then, in notrack when a session begins. */
    void refreshIfDue(long nowNanos) {
        boolean again =
                config.mode() == ReplicationMode.ALARM
                        && nowNanos - refreshNanos >= config.refreshNanos();
        if (config.mode() != ReplicationMode.FTFW && (again || !sentOnce)) {
            refreshNanos = nowNanos;
            sentOnce = true;
            plan.markAll();
        }
    }

    /** Whether the next datagram is for a repair. */
    boolean due(boolean changes, long nowNanos) {
        return !plan.isEmpty()
                && (!changes || transit.inFlight().sent() % TURN == 0)
                && pace.allows(config.maxFrameBytes(), nowNanos);
    }

    /** Fills a frame with a range and its records. */
    void fill(FrameWriter frame, long nowNanos) {
        transit.open(frame, nowNanos);
        long first = plan.first();
        int enough = config.maxFrameBytes() / LEAST_RECORD_BYTES;
        long complete = cache.collect(first, plan.last(), enough, run);
        for (int i = 0; i < run.size(); i++) {
            cache.viewForSending(run.address(i), view);
            if (!frame.tryRecord(view)) {
                complete = run.hash(i) - 1;
                break;
            }
            transit.countLive(run.address(i));
            counters.records++;
            counters.repairRecords++;
        }
        frame.range(first, complete);
        transit.inFlight().setRange(first, complete);
        plan.covered(complete);
        proof.repaired(transit.inFlight().sent());
        pace.spend(frame.length());
    }
}
