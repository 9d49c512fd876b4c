package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.session.SyncNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an instance's replica into the kernel for a takeover: at once, or, where the master still
 * forwards, in a first pass of everything and a last one of what changed meanwhile.
 *
 * <p>Thread rule: one thread, the takeover worker's, but for {@link #hosts}.
 */
final class TakeoverPasses {
    private static final Logger log = LoggerFactory.getLogger(TakeoverPasses.class);

    /** Epoch of a rehearsal; real ones are positive. */
    private static final long REHEARSED = -1;

    private final int vrid;
    private final ReplicationLoop replication;
    private final FlowTable table;
    private final OwnFlows own;
    private final Optional<WarmStandby> warm;
    private volatile @Nullable Prepared prepared;
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

    /** What a commit came to. */
    record Outcome(boolean good, String summary) {}

    TakeoverPasses(
            int vrid,
            ReplicationLoop replication,
            FlowTable table,
            OwnFlows own,
            Optional<WarmStandby> warm) {
        this.vrid = vrid;
        this.replication = replication;
        this.table = table;
        this.own = own;
        this.warm = warm;
    }

    /**
     * The replicated hosts at the first pass; empty where none was made since {@link #forget}. Any
     * thread.
     */
    Optional<List<LearnedHost>> hosts() {
        Prepared before = prepared;
        return before == null ? Optional.empty() : Optional.of(before.hosts());
    }

    /** Whether the replica was incomplete when it was last committed; once. */
    boolean takeLacked() {
        boolean before = lacked;
        lacked = false;
        return before;
    }

    /** Whether a peer is there of whose flows this node lacks some. */
    boolean lacks() throws ExecutionException, InterruptedException {
        return ask(TakeoverPasses::incomplete);
    }

    /** The replicated hosts as they are now. */
    List<LearnedHost> currentHosts() throws ExecutionException, InterruptedException {
        List<RecordSnapshot> known = ask(node -> snapshots(node, RecordTypes.HOST));
        return SnapshotHosts.of(vrid, known);
    }

    /** Writes the replica as it is now; entries are only added. */
    FlowTable.Commit add() throws IOException, ExecutionException, InterruptedException {
        List<RecordSnapshot> replica = ask(node -> snapshots(node, RecordTypes.FLOW));
        return table.commit(own.among(new SnapshotFlows(replica)));
    }

    /** Writes the replica; the first pass of an epoch in whole, those after it what changed. */
    Outcome commit(long epoch) {
        try {
            Prepared before = prepared;
            if (warm.isPresent() && warm.get().ready()) {
                return promote(warm.get(), epoch);
            }
            if (before != null && before.epoch() == epoch) {
                return lastPass(before);
            }
            forget();
            return firstPass(epoch, TakeoverPasses::replicas);
        } catch (IOException | ExecutionException e) {
            log.error("commit for epoch {}: {}", epoch, e.getMessage());
            return new Outcome(false, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(false, "interrupted");
        }
    }

    /** Runs the code of a first pass; changes nothing, and leaves nothing prepared. */
    void rehearse() throws IOException, ExecutionException, InterruptedException {
        var _ = firstPass(REHEARSED, _ -> List.of());
        forget();
        var _ = takeLacked();
    }

    private Outcome promote(WarmStandby standby, long epoch)
            throws IOException, ExecutionException, InterruptedException {
        lacked = ask(TakeoverPasses::incomplete);
        WarmStandby.Promotion promotion = standby.promote();
        prepared =
                new Prepared(epoch, new PreparedFlows(), SnapshotHosts.of(vrid, promotion.hosts()));
        return outcome(
                "warm, " + promotion.held() + " flows held; ",
                promotion.rest(),
                promotion.expectations());
    }

    /** Writes what changed since the first pass. */
    private Outcome lastPass(Prepared before)
            throws IOException, ExecutionException, InterruptedException {
        LastPass last = ask(node -> lastPass(node, before.changes()));
        lacked = last.lacks();
        if (before.epoch() != TakeoverWorker.OF_THE_TREE) {
            table.delete(own.among(last.flows().outdated()));
        }
        FlowTable.Commit result = table.commit(own.among(last.flows().current()));
        return outcome("", result, last.expectations());
    }

    private Outcome outcome(
            String first, FlowTable.Commit result, List<RecordSnapshot> expectations) {
        return new Outcome(
                result.good(), first + result.summary() + commitExpectations(expectations));
    }

    /** One question, not two: between two threads each costs a wake-up while no gate is open. */
    static LastPass lastPass(SyncNode node, PreparedFlows changes) {
        return new LastPass(
                changes.take(), snapshots(node, RecordTypes.EXPECTATION), incomplete(node));
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
    private Outcome firstPass(long epoch, Function<SyncNode, List<ExternalCache>> replica)
            throws IOException, ExecutionException, InterruptedException {
        ReplicaCopy copy = new ReplicaCopy();
        CompletableFuture<Beginning> begun =
                replication
                        .submit(node -> begin(node, epoch, replica.apply(node), copy))
                        .whenComplete((_, _) -> copy.end());
        FlowTable.Commit result;
        try {
            result = table.commit(own.among(copy.flows()));
        } finally {
            Beginning beginning = begun.get();
            prepared = beginning.prepared();
            lacked = beginning.lacks();
        }
        return outcome("", result, ask(node -> snapshots(node, RecordTypes.EXPECTATION)));
    }

    /** Copies the replica out, and from then on notes what changes. */
    private Beginning begin(
            SyncNode node, long epoch, List<ExternalCache> replica, ReplicaCopy copy) {
        PreparedFlows changes = new PreparedFlows();
        replication.replicaWatch().add(changes);
        replica.forEach(cache -> cache.listen(replication.replicaWatch()));
        copy.make(replica);
        return new Beginning(
                new Prepared(
                        epoch, changes, SnapshotHosts.of(vrid, snapshots(node, RecordTypes.HOST))),
                incomplete(node));
    }

    private static List<ExternalCache> replicas(SyncNode node) {
        return node.status().peers().stream()
                .map(peer -> node.external(peer.peer()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whatever was prepared is worth nothing any more. */
    void forget() {
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

    /** Whether a peer is there of whose flows this node may lack some. */
    private static boolean incomplete(SyncNode node) {
        return node.status().peers().stream()
                .anyMatch(peer -> peer.reachable() && !(peer.established() && peer.proven()));
    }

    private <T> T ask(Function<SyncNode, T> question)
            throws ExecutionException, InterruptedException {
        return replication.submit(question).get();
    }

    private static List<RecordSnapshot> snapshots(SyncNode node, int type) {
        // A snapshot looks at every record: not for a type of which there is none.
        return replicas(node).stream()
                .filter(cache -> cache.size(type) > 0)
                .map(cache -> cache.snapshot(type, System.nanoTime()))
                .toList();
    }
}
