package org.bridgewall.agent.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.agent.bridge.Relearn;
import org.bridgewall.agent.bridge.RelearnTarget;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.netlink.bridge.ForwardingDatabase;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.promotion.Timeline;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncNode;
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
    private final TakeoverRehearsal rehearsal;
    private final ExecutorService worker;
    private volatile long announcedEpoch;
    private @Nullable Prepared prepared;
    private List<Expectation> expected = List.of();

    /** Whether the replica was incomplete when it was last committed. */
    private boolean lacked;

    /**
     * A takeover whose first pass is done.
     *
     * @param hosts the replicated forwarding database at that time
     */
    private record Prepared(long epoch, PreparedFlows changes, List<LearnedHost> hosts) {}

    /** What is left to do once the old gate is closed. */
    record LastPass(
            PreparedFlows.Difference flows, List<RecordSnapshot> expectations, boolean lacks) {}

    /** What is known once a first pass has read the replica. */
    private record Beginning(Prepared prepared, boolean lacks) {}

    /**
     * Makes a worker.
     *
     * @param bridge empty for a routed pair
     * @param own the flows that this instance may write and delete
     * @param warm empty: a promotion writes the whole replica
     * @param election where answers go
     * @param hosts for which the switches aim at this node
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
            OwnHosts hosts) {
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
        this.rehearsal = new TakeoverRehearsal(replication, table, own);
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        this.worker =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        waiting,
                        Thread.ofPlatform().name("takeover-" + bridge).daemon().factory());
        worker.execute(() -> {
            table.warmUp(waiting::isEmpty);
            rehearsal.lastPass(waiting::isEmpty);
            Realtime.prefer();
        });
    }

    /** Writes the external caches into the kernel; answers {@code CommitFinished}. */
    public void commit(long epoch) {
        announcedEpoch = 0;
        worker.execute(() -> {
            history.mark(Timeline.COMMIT_BEGAN, System.nanoTime(), "");
            Outcome outcome = tryCommit(epoch);
            history.mark(Timeline.COMMITTED, System.nanoTime(), outcome.summary());
            election.tell(new Input.CommitFinished(epoch, outcome.good(), outcome.summary()));
        });
    }

    private record Outcome(boolean good, String summary) {}

    private Outcome tryCommit(long epoch) {
        try {
            FlowTable.Commit result;
            List<RecordSnapshot> expectations;
            Prepared before = prepared;
            if (warm.isPresent() && warm.get().ready()) {
                lacked = ask(TakeoverWorker::lacks);
                WarmStandby.Promotion promotion = warm.get().promote();
                prepared =
                        new Prepared(
                                epoch,
                                new PreparedFlows(),
                                SnapshotHosts.of(vrid, promotion.hosts()));
                return new Outcome(
                        promotion.rest().good(),
                        "warm, %d flows held; %s"
                                        .formatted(promotion.held(), promotion.rest().summary())
                                + commitExpectations(promotion.expectations()));
            }
            if (before != null && before.epoch() == epoch) {
                LastPass last = ask(node -> lastPass(node, before.changes()));
                lacked = last.lacks();
                if (epoch != OF_THE_TREE) {
                    table.delete(own.among(last.flows().outdated()));
                }
                result = table.commit(own.among(last.flows().current()));
                expectations = last.expectations();
            } else {
                forget();
                result = firstPass(epoch);
                expectations = ask(node -> snapshots(node, RecordTypes.EXPECTATION));
            }
            return new Outcome(result.good(), result.summary() + commitExpectations(expectations));
        } catch (IOException | ExecutionException e) {
            log.error("commit for epoch {}: {}", epoch, e.getMessage());
            return new Outcome(false, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(false, "interrupted");
        }
    }

    /** One question, not two: between two threads each costs a wake-up while no gate is open. */
    static LastPass lastPass(SyncNode node, PreparedFlows changes) {
        return new LastPass(changes.take(), snapshots(node, RecordTypes.EXPECTATION), lacks(node));
    }

    /** In whole at each pass: they are few, and each hangs on a flow that was just written. */
    private String commitExpectations(List<RecordSnapshot> replicated) {
        List<Expectation> before = expected;
        expected = own.expectations(SnapshotExpectations.of(replicated));
        try {
            return table.commitExpectations(expected, before);
        } catch (IOException e) {
            log.error("committing expectations: {}", e.getMessage());
            return "; expectations: " + e.getMessage();
        }
    }

    /** Writes the replica while it is copied out. */
    private FlowTable.Commit firstPass(long epoch)
            throws IOException, ExecutionException, InterruptedException {
        ReplicaCopy copy = new ReplicaCopy();
        CompletableFuture<Beginning> begun =
                replication
                        .submit(node -> begin(node, epoch, copy))
                        .whenComplete((_, _) -> copy.end());
        try {
            return table.commit(own.among(copy.flows()));
        } finally {
            Beginning beginning = begun.get();
            prepared = beginning.prepared();
            lacked = beginning.lacks();
        }
    }

    /** Copies the replica out, and from then on notes what changes. */
    private Beginning begin(SyncNode node, long epoch, ReplicaCopy copy) {
        PreparedFlows changes = new PreparedFlows();
        replication.replicaWatch().add(changes);
        for (SessionStatus peer : node.status().peers()) {
            node.external(peer.peer()).ifPresent(cache -> cache.listen(replication.replicaWatch()));
        }
        copy.make(node);
        return new Beginning(
                new Prepared(
                        epoch, changes, SnapshotHosts.of(vrid, snapshots(node, RecordTypes.HOST))),
                lacks(node));
    }

    /** Whatever was prepared is worth nothing any more. */
    private void forget() {
        Prepared before = prepared;
        prepared = null;
        expected = List.of();
        if (before != null) {
            var _ =
                    replication.submit(node -> {
                        replication.replicaWatch().remove(before.changes());
                        return true;
                    });
        }
    }

    @Override
    public void announce(long epoch) {
        announcedEpoch = epoch;
        worker.execute(() -> {
            try {
                // Without a takeover the role was only claimed again: the hosts are known.
                Prepared takeover = prepared;
                List<LearnedHost> aimed = takeover == null ? hosts.all().get() : takeover.hosts();
                tellSwitches(aimed);
                forget();
                adopt();
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
        if (!lacked) {
            return;
        }
        lacked = false;
        long deadline = System.nanoTime() + LATE_NANOS;
        while (announcedEpoch == epoch
                && ask(TakeoverWorker::lacks)
                && System.nanoTime() - deadline < 0) {
            Thread.sleep(Duration.ofNanos(LATE_LOOK_NANOS));
        }
        if (announcedEpoch == epoch) {
            List<RecordSnapshot> known = ask(node -> snapshots(node, RecordTypes.HOST));
            tellSwitches(SnapshotHosts.of(vrid, known));
            List<RecordSnapshot> replica = ask(node -> snapshots(node, RecordTypes.FLOW));
            FlowTable.Commit late = table.commit(own.among(new SnapshotFlows(replica)));
            history.mark(Timeline.COMPLETED, System.nanoTime(), late.summary());
            log.info("the replica was completed after the takeover: {}", late.summary());
            var _ = replication.resynchronise().get();
        }
    }

    /** Whether a peer is there of whose flows this node may lack some. */
    private static boolean lacks(SyncNode node) {
        return node.status().peers().stream()
                .anyMatch(peer -> peer.reachable() && !(peer.established() && peer.proven()));
    }

    private void shared(long epoch, boolean all) {
        // A hand-over from here may come from now on.
        rehearsal.drain();
        if (announcedEpoch == epoch) {
            String detail = all ? "" : "not all of it in time";
            history.mark(Timeline.SHARED, System.nanoTime(), detail);
            election.tell(new Input.TableShared(epoch));
        }
    }

    /**
     * Empties the kernel's table of replicated flows, and the bridge's forwarding database: another
     * node forwards now, and what is here goes stale with every packet that passes there.
     */
    @Override
    public void dropStaleFlows() {
        announcedEpoch = 0;
        worker.execute(() -> {
            forget();
            try (ForwardingDatabase database = ForwardingDatabase.open()) {
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
        worker.execute(() -> warm.ifPresent(WarmStandby::resume));
    }

    /** Runs something short after what is under way. */
    public void execute(Runnable task) {
        worker.execute(task);
    }

    private <T> T ask(java.util.function.Function<SyncNode, T> question)
            throws ExecutionException, InterruptedException {
        return replication.submit(question).get();
    }

    private static List<RecordSnapshot> snapshots(SyncNode node, int type) {
        List<RecordSnapshot> snapshots = new ArrayList<>();
        for (SessionStatus peer : node.status().peers()) {
            Optional<ExternalCache> external = node.external(peer.peer());
            // A snapshot looks at every record: not for a type of which there is none.
            external.filter(cache -> cache.size(type) > 0)
                    .ifPresent(cache -> snapshots.add(cache.snapshot(type, System.nanoTime())));
        }
        return snapshots;
    }

    private void adopt() throws ExecutionException, InterruptedException {
        if (warm.isPresent()) {
            warm.get().adopt();
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
