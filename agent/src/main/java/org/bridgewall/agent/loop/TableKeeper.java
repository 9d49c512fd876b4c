package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.bridgewall.agent.loop.IntakeStatus.Reason;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.sync.cache.InternalCache;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the kernel's table is read anew, one {@link TablePass} after the other: at the
 * start, when a takeover asks, when events were lost, and now and then as an audit.
 *
 * <p>From the first lost event until a pass has begun and ended without another loss, the internal
 * cache is in doubt: it proves nothing to the peers. Under a storm that goes on, passes do not
 * follow each other without rest: each one that was overtaken by a loss doubles the pause.
 *
 * <p>Thread rule: the replication thread.
 */
final class TableKeeper {
    private static final Logger log = LoggerFactory.getLogger(TableKeeper.class);
    private static final long MIN_PAUSE_NANOS = 1_000_000_000L;
    private static final long MAX_PAUSE_NANOS = 60_000_000_000L;

    /** An audit works for one part in so many of the time while it runs. */
    private static final int AUDIT_PACE = 4;

    /** And all audits together for no more than one part in so many. */
    private static final int AUDIT_SHARE = 50;

    private final PacedDump dump;
    private final FlowIntake intake;
    private final InternalCache cache;
    private final long auditEveryNanos;
    private final LongSupplier ownWrites;
    private List<Waiting> waiting = new ArrayList<>();
    private List<Waiting> served = new ArrayList<>();
    private @Nullable TablePass pass;
    private Reason reason = Reason.START;
    private long beganNanos;
    private long busyNanos;
    private long restUntilNanos;
    private long writesBefore;
    private boolean lossy;
    private boolean overtaken;
    private long doubtNanos;
    private long pauseNanos = MIN_PAUSE_NANOS;
    private long notBeforeNanos;
    private long auditDueNanos;
    private IntakeStatus.@Nullable Pass last;
    private IntakeStatus.@Nullable Pass lastAudit;
    private TableFindings mended = TableFindings.NONE;

    /** Somebody who waits for a pass that begins after he asked. */
    private record Waiting(boolean adopts, CompletableFuture<Integer> done) {}

    /**
     * @param auditEveryNanos 0: never
     * @param ownWrites counts what this process writes into the table itself, which no event tells
     */
    TableKeeper(
            PacedDump dump,
            FlowIntake intake,
            InternalCache cache,
            long auditEveryNanos,
            LongSupplier ownWrites,
            long nowNanos) {
        this.dump = dump;
        this.intake = intake;
        this.cache = cache;
        this.auditEveryNanos = auditEveryNanos;
        this.ownWrites = ownWrites;
        this.notBeforeNanos = nowNanos;
    }

    /** Asks for a pass; one that runs already does not count. */
    void ask(boolean adopts, CompletableFuture<Integer> done) {
        waiting.add(new Waiting(adopts, done));
    }

    /** Events were lost. Returns whether the cache was not in doubt before. */
    boolean eventsLost(long nowNanos) {
        lossy = true;
        overtaken = true;
        if (doubtNanos != 0) {
            return false;
        }
        doubtNanos = nowNanos;
        cache.doubt(true);
        return true;
    }

    /**
     * Does a bounded part of what is to be done; events have just been drained.
     *
     * @param queueEmpty whether all of them were; until that, a loss goes on
     */
    void step(boolean queueEmpty, long nowNanos) {
        lossy &= !queueEmpty;
        try {
            TablePass running = pass;
            if (running == null) {
                beginIfDue(nowNanos);
            } else if (reason != Reason.AUDIT || nowNanos - restUntilNanos >= 0) {
                boolean over = running.step(queueEmpty, nowNanos);
                long worked = System.nanoTime() - nowNanos;
                busyNanos += worked;
                restUntilNanos = nowNanos + AUDIT_PACE * worked;
                if (over) {
                    finish(running, nowNanos);
                }
            }
        } catch (IOException e) {
            failed(e, nowNanos);
        }
    }

    private void beginIfDue(long nowNanos) throws IOException {
        boolean rested = nowNanos - notBeforeNanos >= 0;
        if (lossy) {
            return;
        }
        if (last == null && rested) {
            begin(Reason.START, nowNanos);
        } else if (last != null && !waiting.isEmpty()) {
            begin(Reason.REQUEST, nowNanos);
        } else if (last != null && doubtNanos != 0 && rested) {
            begin(Reason.OVERRUN, nowNanos);
        } else if (last != null && auditEveryNanos > 0 && nowNanos - auditDueNanos >= 0) {
            begin(Reason.AUDIT, nowNanos);
        }
    }

    private void begin(Reason why, long nowNanos) throws IOException {
        reason = why;
        served = waiting;
        waiting = new ArrayList<>();
        boolean adopts = reason == Reason.START || served.stream().anyMatch(Waiting::adopts);
        overtaken = false;
        beganNanos = nowNanos;
        restUntilNanos = nowNanos;
        busyNanos = 0;
        writesBefore = ownWrites.getAsLong();
        pass = new TablePass(dump, intake, cache, adopts, nowNanos);
    }

    private void finish(TablePass done, long nowNanos) throws IOException {
        done.end();
        pass = null;
        // After the flows, by whom they are found.
        intake.expectations().resynchronise();
        boolean undisturbed = ownWrites.getAsLong() == writesBefore && waiting.isEmpty();
        boolean blamed = reason == Reason.AUDIT && undisturbed && done.judged() && !overtaken;
        TableFindings findings = done.findings();
        last =
                new IntakeStatus.Pass(
                        reason, nowNanos, nowNanos - beganNanos, done.flows(), findings, blamed);
        if (reason == Reason.AUDIT) {
            lastAudit = last;
        }
        if (reason != Reason.START) {
            mended = mended.plus(findings);
        }
        cache.markLoaded();
        settleDoubt(nowNanos);
        auditDueNanos = nowNanos + Math.max(auditEveryNanos, AUDIT_SHARE * busyNanos);
        tell(last);
        served.forEach(each -> each.done().complete(done.flows()));
        served = new ArrayList<>();
    }

    private void settleDoubt(long nowNanos) {
        if (doubtNanos == 0) {
            return;
        }
        if (!overtaken) {
            doubtNanos = 0;
            cache.doubt(false);
            pauseNanos = MIN_PAUSE_NANOS;
            return;
        }
        pause(nowNanos);
    }

    private void pause(long nowNanos) {
        notBeforeNanos = nowNanos + pauseNanos;
        pauseNanos = Math.min(MAX_PAUSE_NANOS, 2 * pauseNanos);
    }

    private void failed(IOException e, long nowNanos) {
        log.error("reading the conntrack table ({}): {}", reason, e.getMessage());
        intake.recordTouched(false);
        pass = null;
        if (reason == Reason.AUDIT) {
            auditDueNanos = nowNanos + auditEveryNanos;
        }
        pause(nowNanos);
        served.forEach(each -> each.done().completeExceptionally(e));
        served = new ArrayList<>();
    }

    private void tell(IntakeStatus.Pass ended) {
        String text =
                "%s: %d flows in %d ms; mended: %d missing, %d dead, %d different, %d closing"
                        .formatted(
                                ended.reason(),
                                ended.flows(),
                                ended.tookNanos() / 1_000_000,
                                ended.findings().missing(),
                                ended.findings().dead(),
                                ended.findings().different(),
                                ended.findings().closing());
        if (ended.blamed() && ended.findings().all() > 0) {
            log.warn("conntrack table read, {}", text);
        } else {
            log.info("conntrack table read, {}", text);
        }
    }

    /** Whether the next step should come soon. */
    boolean urgent() {
        return pass != null && reason != Reason.AUDIT;
    }

    /** Nobody will take steps any more. */
    void close() {
        IOException closed = new IOException("the replication has ended");
        served.forEach(each -> each.done().completeExceptionally(closed));
        waiting.forEach(each -> each.done().completeExceptionally(closed));
    }

    boolean running() {
        return pass != null;
    }

    /** 0: no doubt. */
    long doubtNanos() {
        return doubtNanos;
    }

    IntakeStatus.@Nullable Pass last() {
        return last;
    }

    IntakeStatus.@Nullable Pass lastAudit() {
        return lastAudit;
    }

    TableFindings mended() {
        return mended;
    }
}
