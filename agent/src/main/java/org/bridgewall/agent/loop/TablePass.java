package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.function.ToIntFunction;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.cache.Sweep;
import org.bridgewall.sync.flow.Flow;

/**
 * One pass over the kernel's table: after it the internal cache holds what the kernel holds. It is
 * taken in steps, between which events go on changing the cache:
 *
 * <ol>
 *   <li>a part of the dump is received, not yet looked at;
 *   <li>events are drained: whatever changed before the part was read out of the table is now in
 *       the cache, and the flows that any event has named since then are known ({@link
 *       TouchedKeys});
 *   <li>the part is put into the cache, but for those flows: of them the event is newer. So an
 *       entry that dies after it was read out, and before it is put, stays dead: its DESTROY event
 *       came in step 2, or comes after step 3;
 *   <li>at the end of the dump, what neither it nor an event has named since the beginning is
 *       swept: the kernel does not have it.
 * </ol>
 *
 * <p>Step 2 is what makes differences count: a part is compared with a cache that has heard every
 * event from before. Only where the queue of events could not be emptied is a difference not held
 * against the cache.
 *
 * <p>Thread rule: the replication thread.
 */
final class TablePass {
    private static final int SWEPT_PER_STEP = 4_096;
    private static final long SILENCE_NANOS = 5_000_000_000L;

    private final PacedDump dump;
    private final FlowIntake intake;
    private final Sweep sweep;
    private final InternalCache cache;
    private final ToIntFunction<Flow> put;
    private boolean sweeping;
    private boolean judged = true;
    private boolean drained;
    private int flows;
    private long missing;
    private long dead;
    private long different;
    private long closing;
    private long heardNanos;

    /**
     * Begins a pass.
     *
     * @param adopts whether flows that only a peer is known to hold are taken for this node's too
     */
    TablePass(PacedDump dump, FlowIntake intake, InternalCache cache, boolean adopts, long nowNanos)
            throws IOException {
        this.dump = dump;
        this.intake = intake;
        this.cache = cache;
        this.put = flow -> intake.dumped(flow, adopts);
        this.heardNanos = nowNanos;
        intake.recordTouched(true);
        sweep = cache.startSweep(RecordTypes.FLOW, this::removing);
        dump.begin();
        dump.read();
    }

    /**
     * Takes one step; events have just been drained.
     *
     * @param queueEmpty whether all of them were
     * @return whether the pass is over
     */
    boolean step(boolean queueEmpty, long nowNanos) throws IOException {
        if (sweeping) {
            return sweep.step(SWEPT_PER_STEP, nowNanos);
        }
        if (dump.holds()) {
            heardNanos = nowNanos;
            drained = queueEmpty;
            sweeping = dump.apply(this::take);
            judged &= queueEmpty || !sweeping;
        } else if (nowNanos - heardNanos >= SILENCE_NANOS) {
            throw new LinuxException("dump conntrack", Errno.ETIMEDOUT);
        }
        if (!sweeping) {
            intake.touched().turn();
            dump.read();
        }
        return false;
    }

    private void take(Flow flow) {
        int outcome = put.applyAsInt(flow);
        if (outcome == FlowIntake.FOREIGN) {
            return;
        }
        flows++;
        closing += outcome == FlowIntake.CLOSING ? 1 : 0;
        if (outcome == FlowIntake.MISSING || outcome == FlowIntake.DIFFERENT) {
            judged &= drained;
            missing += outcome == FlowIntake.MISSING ? 1 : 0;
            different += outcome == FlowIntake.DIFFERENT ? 1 : 0;
        }
    }

    private void removing(RecordView record) {
        if (intake.closing(record)) {
            closing++;
        } else {
            dead++;
        }
    }

    /** No more flows are noted as touched; also after a pass that failed. */
    void end() {
        intake.recordTouched(false);
    }

    /** Flows that the kernel was found to have. */
    int flows() {
        return flows;
    }

    /** What was mended. */
    TableFindings findings() {
        return new TableFindings(missing, dead, different, closing);
    }

    /** Whether the differences are the cache's fault, and not just events under way. */
    boolean judged() {
        return judged && cache.loaded();
    }
}
