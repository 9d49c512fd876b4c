package org.bridgewall.agent.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.core.election.Input;
import org.jspecify.annotations.Nullable;

/**
 * What an election is told, in order. Without a lock: one that tells and is then kept from the
 * processor keeps the election from nothing.
 *
 * <p>Thread rule: any thread tells, the election's takes.
 */
public final class Mailbox {
    private final ConcurrentLinkedQueue<Input> inputs = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread taker;

    /** Enqueues what has happened. */
    public void tell(Input input) {
        inputs.add(input);
        LockSupport.unpark(taker);
    }

    /** Enqueues what can wait until the election wakes up for something else, or by itself. */
    public void leave(Input input) {
        inputs.add(input);
    }

    /** The next input, or null when none came within the time. */
    @Nullable Input await(long nanos) throws InterruptedException {
        taker = Thread.currentThread();
        long end = System.nanoTime() + nanos;
        Input input = inputs.poll();
        long left = nanos;
        while (input == null && left > 0) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            input = inputs.poll();
            left = end - System.nanoTime();
        }
        return input;
    }

    /** The next input that is there already, or null. */
    @Nullable Input poll() {
        return inputs.poll();
    }
}
