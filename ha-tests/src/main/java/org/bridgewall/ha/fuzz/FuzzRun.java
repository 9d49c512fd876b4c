package org.bridgewall.ha.fuzz;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One target under mutated inputs from a seed. An input that was accepted may become the start of
 * further ones. An input that breaks a property, needs too long or too much memory ends the run.
 *
 * <p>Thread rule: works in a thread of its own, so that an endless loop is found and named.
 */
public final class FuzzRun {
    /** What a run saw. */
    public record Tally(long inputs, long accepted) {}

    private static final com.sun.management.ThreadMXBean THREAD =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int POOL = 256;
    private static final long CPU_NANOS = 2_000_000_000L;
    private static final long STUCK_MILLIS = 60_000;

    private final FuzzTarget target;
    private final long seed;
    private final List<byte[]> pool = new ArrayList<>();
    private volatile byte[] current = new byte[0];
    private final AtomicLong inputs = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private volatile @Nullable FuzzFailure failure;

    /**
     * @param corpus inputs to begin with, beside the target's own examples
     */
    public FuzzRun(FuzzTarget target, List<byte[]> corpus, long seed) {
        this.target = target;
        this.seed = seed;
        pool.addAll(target.examples());
        pool.addAll(corpus);
    }

    /** Feeds the examples and the corpus as they are: the regression test. */
    public Tally replay() {
        return inOwnThread(() -> {
            for (byte[] input : List.copyOf(pool)) {
                feed(input, "corpus");
            }
        });
    }

    /** Feeds mutated inputs, until so many were fed or so much time has passed. */
    public Tally mutate(long rounds, long forNanos) {
        return inOwnThread(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            Mutator mutator = new Mutator(random);
            int fixed = pool.size();
            long start = System.nanoTime();
            for (long i = 0; i < rounds && System.nanoTime() - start < forNanos; i++) {
                byte[] input = mutator.mutate(target.shape(), pick(random), pick(random));
                boolean good = feed(input, "seed " + seed + ", input " + i);
                if (good && random.nextInt(8) == 0) {
                    keep(input, fixed, random);
                }
            }
        });
    }

    private byte[] pick(SplittableRandom random) {
        return pool.get(random.nextInt(pool.size()));
    }

    private void keep(byte[] input, int fixed, SplittableRandom random) {
        if (pool.size() < fixed + POOL) {
            pool.add(input);
        } else {
            pool.set(fixed + random.nextInt(POOL), input);
        }
    }

    private boolean feed(byte[] input, String when) {
        current = input;
        long cpu = THREAD.getCurrentThreadCpuTime();
        long bytes = THREAD.getCurrentThreadAllocatedBytes();
        boolean good = accepts(input, when);
        bytes = THREAD.getCurrentThreadAllocatedBytes() - bytes;
        cpu = THREAD.getCurrentThreadCpuTime() - cpu;
        if (bytes > target.allocationBoundBytes(input.length) || cpu > CPU_NANOS) {
            again(input, when);
        }
        inputs.incrementAndGet();
        accepted.addAndGet(good ? 1 : 0);
        return good;
    }

    /** What was done for the first time (a class loaded) may be dear: the second time counts. */
    private void again(byte[] input, String when) {
        long cpu = THREAD.getCurrentThreadCpuTime();
        long bytes = THREAD.getCurrentThreadAllocatedBytes();
        accepts(input, when);
        bytes = THREAD.getCurrentThreadAllocatedBytes() - bytes;
        cpu = THREAD.getCurrentThreadCpuTime() - cpu;
        if (bytes > target.allocationBoundBytes(input.length)) {
            throw failure(when, input, "allocated " + bytes + " bytes");
        }
        if (cpu > CPU_NANOS) {
            throw failure(when, input, "took " + cpu / 1_000_000 + " ms");
        }
    }

    private boolean accepts(byte[] input, String when) {
        try {
            return target.accepts(input.clone());
        } catch (Throwable e) {
            throw new FuzzFailure(target, when, input, e);
        }
    }

    private FuzzFailure failure(String when, byte[] input, String what) {
        return new FuzzFailure(target, when, input, new PropertyBroken(what));
    }

    private Tally inOwnThread(Runnable work) {
        inputs.set(0);
        accepted.set(0);
        Thread thread = new Thread(() -> guarded(work), "fuzz-" + target.name());
        thread.setDaemon(true);
        thread.start();
        try {
            long seen = -1;
            while (thread.isAlive()) {
                if (seen == inputs.get()) {
                    throw failure("seed " + seed, current, "did not come to an end");
                }
                seen = inputs.get();
                thread.join(STUCK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        FuzzFailure found = failure;
        if (found != null) {
            throw found;
        }
        return new Tally(inputs.get(), accepted.get());
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (FuzzFailure e) {
            failure = e;
        }
    }
}
