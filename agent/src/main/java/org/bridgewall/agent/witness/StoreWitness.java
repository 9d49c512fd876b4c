package org.bridgewall.agent.witness;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.store.ClaimResult;
import org.bridgewall.core.store.ClusterStore;
import org.bridgewall.core.store.EpochClaim;
import org.bridgewall.core.store.NodeEntry;
import org.bridgewall.core.store.StoreEvent;
import org.bridgewall.core.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster store as witness: hands the elections' questions to it, one at a time, and tells them
 * what it shows.
 *
 * <p>Thread rule: any thread. The store is called on a thread of this class's own.
 */
public final class StoreWitness implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoreWitness.class);

    private final ClusterStore store;
    private final String node;
    private final Map<String, Consumer<Input>> elections = new TreeMap<>();
    private final Map<String, EpochClaim> claims = new TreeMap<>();
    private List<NodeEntry> nodes = List.of();
    private boolean reachable;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("witness").daemon().factory());

    public StoreWitness(ClusterStore store, String node) {
        this.store = store;
        this.node = node;
    }

    /**
     * The witness of one instance.
     *
     * @param election is told what the witness shows and answers; must only enqueue
     */
    public synchronized Witness of(String instance, Consumer<Input> election) {
        elections.put(instance, election);
        return new Witness() {
            @Override
            public void ask(long epoch, long known) {
                submit(() -> claim(instance, epoch, known, election));
            }

            @Override
            public void release(long epoch) {
                submit(() -> giveBack(instance, epoch));
            }
        };
    }

    /** What the store tells. */
    public synchronized void stored(StoreEvent event) {
        switch (event) {
            case StoreEvent.Connected connected -> reachable = true;
            case StoreEvent.Disconnected disconnected -> reachable = false;
            case StoreEvent.NodesChanged(var present) -> nodes = present;
            case StoreEvent.EpochClaimed(String instance, EpochClaim claim) ->
                    claims.put(instance, claim);
            case StoreEvent.PolicyPublished ignored -> {
                return;
            }
            case StoreEvent.BanAdded ignored -> {
                return;
            }
            case StoreEvent.BanRemoved ignored -> {
                return;
            }
        }
        elections.forEach((instance, election) -> {
            EpochClaim claim = claims.getOrDefault(instance, EpochClaim.NONE);
            election.accept(
                    new Input.WitnessReported(
                            reachable, present(instance), claim.epoch(), claim.holder()));
        });
    }

    /** Who takes part in the instance: a node on the roll may carry others only. */
    private Set<String> present(String instance) {
        Set<String> names = new HashSet<>();
        for (NodeEntry entry : nodes) {
            if (entry.policies().containsKey(instance)) {
                names.add(entry.node());
            }
        }
        return names;
    }

    private void claim(String instance, long epoch, long known, Consumer<Input> election) {
        try {
            switch (store.claim(instance, node, epoch, known)) {
                case ClaimResult.Granted(EpochClaim claim) -> {
                    log.info("{}: the witness granted epoch {}", instance, epoch);
                    election.accept(
                            new Input.WitnessAnswered(epoch, true, claim.epoch(), claim.holder()));
                }
                case ClaimResult.Refused(EpochClaim claim) -> {
                    log.info(
                            "{}: the witness refused epoch {}: it stands at {} of {}",
                            instance,
                            epoch,
                            claim.epoch(),
                            claim.holder().isEmpty() ? "nobody" : claim.holder());
                    election.accept(
                            new Input.WitnessAnswered(epoch, false, claim.epoch(), claim.holder()));
                }
            }
        } catch (StoreException e) {
            // No answer: the election waits no longer than it was told to.
            log.warn("{}: the witness did not answer: {}", instance, e.getMessage());
        }
    }

    private void giveBack(String instance, long epoch) {
        try {
            store.release(instance, node, epoch);
        } catch (StoreException e) {
            log.warn("{}: epoch {} not given back: {}", instance, epoch, e.getMessage());
        }
    }

    private void submit(Runnable call) {
        try {
            thread.execute(call);
        } catch (RejectedExecutionException e) {
            log.debug("the agent stops: the witness is asked no more");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
