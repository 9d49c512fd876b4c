package org.bridgewall.agent.track;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that looks at something again and again, at a steady beat. A look that takes longer than
 * the beat is never joined by a second one: the beats that it misses are left out.
 *
 * <p>Thread rule: {@link #close} from any thread but its own.
 */
public final class Looks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Looks.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final long beatNanos;
    private final Look look;
    private final AtomicLong missed = new AtomicLong();

    /** One look. */
    @FunctionalInterface
    public interface Look {
        void look() throws InterruptedException;
    }

    public Looks(String name, long beatNanos, Look look) {
        this.beatNanos = beatNanos;
        this.look = look;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** How many beats were left out because a look took so long. */
    long missed() {
        return missed.get();
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (closed.getCount() > 0) {
                look();
                next += beatNanos;
                long late = System.nanoTime() - next;
                if (late > 0) {
                    missed.addAndGet(1 + late / beatNanos);
                    next += (1 + late / beatNanos) * beatNanos;
                }
                if (closed.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            look.look();
        } catch (RuntimeException e) {
            log.error("{}", thread.getName(), e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
