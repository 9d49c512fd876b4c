package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.bridgewall.sync.session.SessionStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code that is waited for while no gate is open, until it is compiled; changes nothing.
 *
 * <p>Thread rule: the takeover worker's.
 */
final class TakeoverRehearsal {
    private static final Logger log = LoggerFactory.getLogger(TakeoverRehearsal.class);
    private static final int FIRST_PASSES = 20;
    private static final int LAST_PASSES = 100;
    private static final int DRAINS = 20;
    private static final long DRAIN_NANOS = 5_000_000L;

    /** Real ones have an instance and an epoch from 1 on. */
    private static final EndedMastership NO_MASTERSHIP = new EndedMastership(0, 0);

    private final TakeoverPasses passes;
    private final ReplicationLoop replication;
    private final FlowTable table;
    private final OwnFlows own;

    TakeoverRehearsal(
            TakeoverPasses passes, ReplicationLoop replication, FlowTable table, OwnFlows own) {
        this.passes = passes;
        this.replication = replication;
        this.table = table;
        this.own = own;
    }

    /**
     * Both passes of the next master.
     *
     * @param time whether there is time for it, asked now and again: a takeover does not wait
     */
    void passes(BooleanSupplier time) {
        PreparedFlows nothing = new PreparedFlows();
        try {
            for (int round = 0; round < FIRST_PASSES && time.getAsBoolean(); round++) {
                passes.rehearse();
            }
            for (int round = 0; round < LAST_PASSES && time.getAsBoolean(); round++) {
                TakeoverPasses.LastPass last =
                        replication.submit(node -> TakeoverPasses.lastPass(node, nothing)).get();
                table.delete(own.among(last.flows().outdated()));
                var _ = table.commit(own.among(last.flows().current()));
                var _ = table.commitExpectations(List.of(), List.of());
            }
        } catch (IOException | ExecutionException e) {
            log.warn("rehearsing a takeover: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The drain of a master that hands over. */
    void drain() {
        try {
            List<SessionStatus> peers = replication.submit(node -> node.status().peers()).get();
            for (int round = 0; round < DRAINS && !peers.isEmpty(); round++) {
                String successor = peers.get(round % peers.size()).peer();
                CompletableFuture<Boolean> drained = new CompletableFuture<>();
                replication.drain(successor, NO_MASTERSHIP, DRAIN_NANOS, drained::complete);
                var _ = drained.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is only completed with a value", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
