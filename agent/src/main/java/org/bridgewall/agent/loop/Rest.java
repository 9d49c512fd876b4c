package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.Wakeup;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.jspecify.annotations.Nullable;

/**
 * How the replication thread rests between two turns. While there is work it naps: what comes
 * meanwhile waits, and one wake-up serves many events. While there is none it waits for the first
 * event, datagram or task.
 *
 * <p>Thread rule: {@link #task} from any thread, after the task was enqueued; the rest on the
 * resting thread.
 */
public final class Rest implements AutoCloseable {
    private static final long MILLI = 1_000_000;

    private final Wakeup wakeup;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile @Nullable Thread resting;

    Rest(Wakeup wakeup) {
        this.wakeup = wakeup;
    }

    public static Rest open() throws LinuxException {
        return new Rest(Wakeup.open());
    }

    /** A task came: ends a wait and a nap. */
    void task() {
        if (waiting.compareAndSet(true, false)) {
            wakeup.signal();
        }
        LockSupport.unpark(resting);
    }

    /** Rests for so long, or until a task comes. */
    void nap(long nanos) {
        resting = Thread.currentThread();
        LockSupport.parkNanos(nanos);
    }

    /** Something to look at before falling asleep: what came just now woke nobody. */
    @FunctionalInterface
    interface Work {
        boolean isThere();
    }

    /**
     * Waits for an event, a datagram or a task, at most for so long, to the next millisecond.
     *
     * <ol>
     *   <li>The one who tells enqueues, and then looks whether this thread waits.
     *   <li>This thread says that it waits, and then looks whether anything is enqueued: one of the
     *       two sees the other.
     * </ol>
     *
     * @param datagrams descriptors of what datagrams come from
     */
    void await(ConntrackEvents events, int[] datagrams, Work work, long nanos) throws IOException {
        waiting.set(true);
        if (!work.isThere()) {
            events.await(wakeup, datagrams, (int) ((nanos + MILLI - 1) / MILLI));
        }
        waiting.set(false);
        // In any case: a signal may come after the wait that it was meant for has ended by itself.
        // Left alone it would end every wait from then on at once.
        wakeup.clear();
    }

    @Override
    public void close() {
        wakeup.close();
    }
}
