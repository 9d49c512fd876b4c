package org.bridgewall.agent.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.agent.bridge.Relearn;
import org.bridgewall.agent.bridge.RelearnTarget;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.netlink.bridge.ForwardingDatabase;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.promotion.Timeline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does for one instance what the election must not wait for, one thing after the other: commits,
 * frames to the switches, emptying a table that has gone stale.
 *
 * <p>Thread rule: any thread calls; the work runs on the worker's own.
 */
public final class TakeoverWorker implements Aftermath, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TakeoverWorker.class);

    /**
     * Epoch of commits that a spanning tree asks for, not an election; real ones begin at 1. They
     * only add: the peer may have emptied its table by then, since it no longer leads.
     */
    public static final long OF_THE_TREE = 0;

    /** So long the peers are waited for; until then no stale table is dropped. */
    private static final long SHARE_NANOS = 10_000_000_000L;

    /** So long the rest of an incomplete replica is waited for. */
    private static final long LATE_NANOS = 10_000_000_000L;

    private static final long LATE_LOOK_NANOS = 20_000_000L;

    /** So long the last changes of a master that hands over are awaited without a nap. */
    private static final long LAST_CHANGES_NANOS = 500_000_000L;

    /** So long a planned takeover waits for the rehearsal: the old master forwards meanwhile. */
    private static final long REHEARSAL_NANOS = 300_000_000L;

    /** So long a node that leads no more lets the takeovers of its other instances go first. */
    private static final long CLEAR_NANOS = 500_000_000L;

    /**
     * So long after the start it is rehearsed again: at the start the compiler has much to do, and
     * asks more of what it compiles with care.
     */
    private static final long CALM_SECONDS = 5;

    private final int vrid;
    private final String bridge;
    private final ReplicationLoop replication;
    private final FlowTable table;
    private final OwnFlows own;
    private final Optional<WarmStandby> warm;
    private final Relearn relearn;
    private final TransitionLog history;
    private final Mailbox election;
    private final OwnHosts hosts;
    private final HandoverTurns turns;
    private final AtomicBoolean hasTurn = new AtomicBoolean();

    /** The worker's: the last epoch for which a turn was waited for. */
    private long turnAwaited;

    private final TakeoverPasses passes;
    private final TakeoverRehearsal rehearsal;
    private final ExecutorService worker;
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private volatile long announcedEpoch;

    /** Until when there is time to rehearse though a commit waits. */
    private volatile long rehearseUntilNanos = System.nanoTime();

    /**
     * Makes a worker.
     *
     * @param bridge empty for a routed pair
     * @param own the flows that this instance may write and delete
     * @param warm empty: a promotion writes the whole replica
     * @param election where answers go
     * @param hosts for which the switches aim at this node
     * @param turns of the planned takeovers of this node
     */
    public TakeoverWorker(
            int vrid,
            String bridge,
            ReplicationLoop replication,
            FlowTable table,
            OwnFlows own,
            Optional<WarmStandby> warm,
            Relearn relearn,
            TransitionLog history,
            Mailbox election,
            OwnHosts hosts,
            HandoverTurns turns) {
        this.vrid = vrid;
        this.bridge = bridge;
        this.replication = replication;
        this.table = table;
        this.own = own;
        this.warm = warm;
        this.relearn = relearn;
        this.history = history;
        this.election = election;
        this.hosts = hosts;
        this.turns = turns;
        this.passes = new TakeoverPasses(vrid, replication, table, own, warm);
        this.rehearsal = new TakeoverRehearsal(passes, replication, table, own);
        this.worker =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        waiting,
                        Thread.ofPlatform().name("takeover-" + bridge).daemon().factory());
        worker.execute(() -> {
            rehearse(this::hasTime);
            Realtime.prefer();
        });
        CompletableFuture.delayedExecutor(CALM_SECONDS, TimeUnit.SECONDS, worker)
                .execute(() -> rehearse(waiting::isEmpty));
    }

    private void rehearse(BooleanSupplier time) {
        table.warmUp(own, time);
        rehearsal.passes(time);
    }

    /** Whether nothing waits for the worker that a rehearsal may not delay. */
    private boolean hasTime() {
        return waiting.isEmpty() || rehearseUntilNanos - System.nanoTime() > 0;
    }

    /**
     * Writes the external caches into the kernel; answers {@code CommitFinished}.
     *
     * @param planned the old master forwards until this is done: a worker that has just started may
     *     prepare for a while
     */
    public void commit(long epoch, boolean planned) {
        announcedEpoch = 0;
        rehearseUntilNanos = System.nanoTime() + (planned ? REHEARSAL_NANOS : 0);
        worker.execute(() -> {
            if (planned) {
                awaitTurn(epoch);
            }
            history.mark(Timeline.COMMIT_BEGAN, System.nanoTime(), "");
            TakeoverPasses.Outcome outcome = passes.commit(epoch);
            history.mark(Timeline.COMMITTED, System.nanoTime(), outcome.summary());
            election.tell(new Input.CommitFinished(epoch, outcome.good(), outcome.summary()));
        });
    }

    /** Before the first pass of an epoch: no gate may be open at a later one. */
    private void awaitTurn(long epoch) {
        try {
            if (turnAwaited != epoch) {
                turnAwaited = epoch;
                hasTurn.set(turns.begin());
            }
            replication.hurry(vrid, LAST_CHANGES_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No last changes are awaited any more: the next one may be handed over. */
    private void endTurn() {
        replication.calm(vrid);
        if (hasTurn.compareAndSet(true, false)) {
            turns.end();
        }
    }

    @Override
    public void announce(long epoch) {
        announcedEpoch = epoch;
        tellFirst();
        endTurn();
        worker.execute(() -> {
            try {
                List<LearnedHost> replicated = passes.hosts().orElse(List.of());
                if (!replicated.isEmpty()) {
                    tellSwitches(replicated);
                }
                // The old master may have died before it could tell of its hosts, and this node
                // have led just before. Or the role was only claimed again.
                List<LearnedHost> others = LearnedHost.beyond(replicated, hosts.all().get());
                if (!others.isEmpty() || replicated.isEmpty()) {
                    tellSwitches(others);
                }
                passes.forget();
                adopt();
                letOthersOpen();
                int flows = replication.resynchronise().get();
                history.mark(Timeline.RESYNCED, System.nanoTime(), flows + " flows");
                complete(epoch);
                replication.share(SHARE_NANOS, all -> worker.execute(() -> shared(epoch, all)));
            } catch (IOException | ExecutionException e) {
                log.error("announcing: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Another instance may have no open gate just now, and wait for the replication thread: that
     * does not begin to read the kernel's table meanwhile.
     */
    private void letOthersOpen() throws InterruptedException {
        long deadline = System.nanoTime() + LAST_CHANGES_NANOS;
        while ((turns.busy() || replication.awaitsLastChanges())
                && System.nanoTime() - deadline < 0) {
            Thread.sleep(Duration.ofMillis(1));
        }
    }

    /**
     * The other instances of a sync group are handed over in the same moment, and have no open gate
     * either: to empty this one's table has time until then, or until the worker has more to do.
     */
    private void letOthersBeTaken() throws InterruptedException {
        long deadline = System.nanoTime() + CLEAR_NANOS;
        while (waiting.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(Duration.ofMillis(1));
        }
    }

    /** Nothing crosses until the switches know, and the worker's turn may be long in coming. */
    private void tellFirst() {
        Optional<List<LearnedHost>> hosts = passes.hosts();
        if (hosts.isPresent()) {
            relearn.announceFirst(hosts.get());
            history.mark(Timeline.FIRST_ANNOUNCED, System.nanoTime(), "");
        }
    }

    private void tellSwitches(List<LearnedHost> aimed) {
        int frames = relearn.announce(aimed, RelearnTarget.OWN_PORT);
        hosts.adopt(aimed);
        history.mark(
                Timeline.ANNOUNCED,
                System.nanoTime(),
                aimed.size() + " hosts, " + frames + " frames");
    }

    /**
     * A node that had to take over before its replica was complete, such as one that was started a
     * moment ago, writes what came since: the old master may live and still have it. Entries are
     * only added. The old master keeps its table until then, since ours is not shared yet.
     */
    private void complete(long epoch) throws IOException, ExecutionException, InterruptedException {
        if (!passes.takeLacked()) {
            return;
        }
        long deadline = System.nanoTime() + LATE_NANOS;
        while (announcedEpoch == epoch && passes.lacks() && System.nanoTime() - deadline < 0) {
            Thread.sleep(Duration.ofNanos(LATE_LOOK_NANOS));
        }
        if (announcedEpoch == epoch) {
            tellSwitches(passes.currentHosts());
            FlowTable.Commit late = passes.add();
            history.mark(Timeline.COMPLETED, System.nanoTime(), late.summary());
            log.info("the replica was completed after the takeover: {}", late.summary());
            var _ = replication.resynchronise().get();
        }
    }

    private void shared(long epoch, boolean all) {
        // A hand-over from here may come from now on.
        rehearsal.drain();
        if (announcedEpoch == epoch) {
            String detail = all ? "" : "not all of it in time";
            history.mark(Timeline.SHARED, System.nanoTime(), detail);
            tell(history.lastTakeover());
            election.tell(new Input.TableShared(epoch));
        }
    }

    private static void tell(TransitionLog.@Nullable Story takeover) {
        if (takeover != null) {
            log.info("takeover {}: {}", takeover.timeline().epoch(), takeover.timeline().summary());
        }
    }

    /**
     * Empties the kernel's table of replicated flows, and the bridge's forwarding database: another
     * node forwards now, and what is here goes stale with every packet that passes there.
     */
    @Override
    public void dropStaleFlows() {
        announcedEpoch = 0;
        endTurn();
        worker.execute(() -> {
            endTurn();
            passes.forget();
            if (warm.isPresent() && warm.get().ready()) {
                return; // A takeover came to nothing: what it wrote is followed like the rest.
            }
            try (ForwardingDatabase database = ForwardingDatabase.open()) {
                letOthersBeTaken();
                int dropped = table.clear(own);
                if (!bridge.isEmpty()) {
                    database.flushBridge(bridge);
                }
                replication.verify().get();
                if (warm.isPresent()) {
                    warm.get().follow();
                }
                log.info("dropped {} stale flows", dropped);
            } catch (IOException | ExecutionException e) {
                log.error("dropping stale flows: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A takeover came to nothing: a warm standby goes on. */
    public void standBy() {
        endTurn();
        worker.execute(() -> {
            endTurn();
            warm.ifPresent(WarmStandby::resume);
        });
    }

    /** Runs something short after what is under way. */
    public void execute(Runnable task) {
        worker.execute(task);
    }

    private void adopt() throws ExecutionException, InterruptedException {
        if (warm.isPresent()) {
            warm.get().adopt();
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        endTurn();
    }
}
