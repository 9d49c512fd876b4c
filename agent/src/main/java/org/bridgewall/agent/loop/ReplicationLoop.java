package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.sync.netty.DatagramQueue;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the caches and the sync sessions: drains the kernel's events into the
 * internal cache, takes datagrams, sends what is due, and naps. The nap is what makes it cheap: one
 * wake-up serves many events.
 *
 * <p>Thread rule: {@link #submit} and {@link #drain} from any thread; everything else runs on its
 * own.
 */
public final class ReplicationLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplicationLoop.class);
    private static final int EVENTS_PER_TURN = 16_384;
    private static final int DATAGRAMS_PER_TURN = 2_048;
    private static final long DRAIN_NAP_NANOS = 200_000;

    private final SyncNode node;
    private final ConntrackEvents events;
    private final ConntrackDump dump;
    private final FlowIntake intake;
    private final DatagramQueue datagrams;
    private final long napNanos;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private @Nullable Drain drain;
    private boolean overrun;
    private final AtomicLong resynchronisations = new AtomicLong();
    private volatile boolean running = true;

    /** A wait until the peers hold all changes up to a version. */
    private record Drain(long version, long deadlineNanos, Consumer<Boolean> done) {}

    /**
     * A loop that does not run yet.
     *
     * @param napNanos rest between two turns
     */
    @SuppressWarnings("this-escape")
    public ReplicationLoop(
            SyncNode node,
            ConntrackEvents events,
            ConntrackDump dump,
            ConntrackLookup lookup,
            DatagramQueue datagrams,
            long napNanos) {
        this.node = node;
        this.events = events;
        this.dump = dump;
        this.datagrams = datagrams;
        this.napNanos = napNanos;
        this.intake = new FlowIntake(node.internal(), lookup);
        this.thread = Thread.ofPlatform().name("replication").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Has the intake heed what a warm standby writes. */
    void watch(WarmFlows flows) {
        tasks.add(() -> intake.watch(flows));
    }

    /** Runs something on the replication thread, with the node. */
    public <T> CompletableFuture<T> submit(Function<SyncNode, T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                result.complete(task.apply(node));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        LockSupport.unpark(thread);
        return result;
    }

    /** Makes the internal cache equal to the kernel's table; completes with the number of flows. */
    public CompletableFuture<Integer> resynchronise() {
        return submit(ignored -> dump());
    }

    /**
     * Sends all changes at once and tells when every reachable peer holds them.
     *
     * @param done told on the replication thread: true, or false when the time was over first
     */
    public void drain(long timeoutNanos, Consumer<Boolean> done) {
        tasks.add(() -> {
            drainEvents();
            drain = new Drain(node.internal().version(), System.nanoTime() + timeoutNanos, done);
        });
        LockSupport.unpark(thread);
    }

    /** How often the kernel's table was read anew, the first time included. */
    public long resynchronisations() {
        return resynchronisations.get();
    }

    private void run() {
        Realtime.prefer();
        dump();
        while (running) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            drainEvents();
            datagrams.drain(
                    (path, bytes, length, nanos) ->
                            node.onDatagram(path, bytes, 0, length, System.nanoTime()),
                    DATAGRAMS_PER_TURN);
            long next = node.poll(System.nanoTime());
            Drain waiting = drain;
            if (waiting != null) {
                answer(waiting);
                LockSupport.parkNanos(DRAIN_NAP_NANOS);
            } else if (tasks.isEmpty()) {
                LockSupport.parkNanos(Math.max(DRAIN_NAP_NANOS, Math.min(napNanos, next)));
            }
        }
    }

    private void drainEvents() {
        try {
            int taken = events.drain(intake, EVENTS_PER_TURN);
            overrun |= intake.takeOverrun();
            if (overrun && taken < EVENTS_PER_TURN) {
                overrun = false;
                log.warn("conntrack events were lost; the table is read anew");
                dump();
            }
        } catch (IOException e) {
            log.error("conntrack events: {}", e.getMessage());
        }
    }

    private int dump() {
        try {
            int flows = intake.resynchronise(dump);
            intake.expectations().resynchronise();
            resynchronisations.incrementAndGet();
            return flows;
        } catch (IOException e) {
            log.error("conntrack dump: {}", e.getMessage());
            return 0;
        }
    }

    private void answer(Drain waiting) {
        node.flush();
        boolean all = true;
        for (SessionStatus peer : node.status().peers()) {
            all &= !peer.reachable() || node.holdsUpTo(peer.peer(), waiting.version());
        }
        boolean late = System.nanoTime() - waiting.deadlineNanos() >= 0;
        if (all || late) {
            drain = null;
            waiting.done().accept(all);
        }
    }

    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
