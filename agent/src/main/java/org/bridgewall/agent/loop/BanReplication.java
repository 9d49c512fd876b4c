package org.bridgewall.agent.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bridgewall.agent.nftables.DenySets;
import org.bridgewall.agent.nftables.KernelBan;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.sync.cache.ExternalCacheListener;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bans that the kernel of the master learns, put into the kernels of the others: after a failover a
 * scanner stays out. The master reads its sets once a second, since the kernel tells no event of
 * them. The others add what is new and never remove anything: the longer ban wins, and each ends by
 * itself. A node that does not lead publishes nothing, so that no ban lives on by being told back.
 *
 * <p>Thread rule: a thread of its own; {@link #start} from any.
 */
public final class BanReplication implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BanReplication.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Ends that differ by less are one ban: clocks and roundings. */
    private static final long SLACK_SECONDS = 2;

    /** So often what is left of each ban is told to the cache, for a peer that comes later. */
    private static final int REFRESH_TURNS = 30;

    private static final int CHANGES_PER_TASK = 500;

    private final int vrid;
    private final DenySets sets;
    private final Consumer<Consumer<SyncNode>> replication;
    private final BooleanSupplier master;
    private final ScheduledExecutorService worker;
    private final Map<IpAddress, Long> heard = new ConcurrentHashMap<>();
    private final Map<IpAddress, Long> published = new HashMap<>();
    private int turns;
    private String problem = "";

    /**
     * Use {@link #start}.
     *
     * @param replication runs something on the replication thread
     */
    BanReplication(
            int vrid,
            DenySets sets,
            Consumer<Consumer<SyncNode>> replication,
            BooleanSupplier master) {
        this.vrid = vrid;
        this.sets = sets;
        this.replication = replication;
        this.master = master;
        this.worker =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("bans-" + vrid).daemon().factory());
    }

    /**
     * Starts one, of an instance.
     *
     * @param sets becomes its own
     * @param master whether this node leads the instance
     */
    public static BanReplication start(
            int vrid, DenySets sets, ReplicationLoop loop, BooleanSupplier master) {
        BanReplication bans =
                new BanReplication(
                        vrid,
                        sets,
                        task -> {
                            var _ =
                                    loop.submit(node -> {
                                        task.accept(node);
                                        return true;
                                    });
                        },
                        master);
        bans.listen();
        var _ =
                bans.worker.scheduleWithFixedDelay(
                        bans::turn, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return bans;
    }

    /** Hears of every ban that a peer publishes, those that it has published included. */
    void listen() {
        replication.accept(node -> {
            for (SessionStatus peer : node.status().peers()) {
                node.external(peer.peer())
                        .ifPresent(cache -> {
                            cache.watch(RecordTypes.BAN, new Heard());
                            cache.snapshot(RecordTypes.BAN, System.nanoTime()).forEach(this::hear);
                        });
            }
        });
    }

    /** On the replication thread: only notes. */
    private final class Heard implements ExternalCacheListener {
        @Override
        public void stored(RecordView view) {
            hear(view);
        }

        @Override
        public void removed(RecordView view) {}
    }

    private void hear(RecordView view) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(view.timeoutSeconds());
        BanRecord.address(vrid, view.key()).ifPresent(address -> heard.put(address, end));
    }

    /** Once a second: takes what was heard, publishes what was learned. */
    void turn() {
        try {
            boolean leads = master.getAsBoolean();
            if (leads || !heard.isEmpty()) {
                List<KernelBan> here = sets.read();
                take(here);
                publish(leads ? here : List.of());
            } else if (!published.isEmpty()) {
                publish(List.of());
            }
            problem = "";
        } catch (IOException | RuntimeException e) {
            // tried again in a second; said once
            String text = String.valueOf(e.getMessage());
            if (!text.equals(problem)) {
                log.error("bans of instance {}: {}", vrid, text);
            }
            problem = text;
        }
    }

    private void take(List<KernelBan> here) throws IOException {
        Map<IpAddress, Long> left = new HashMap<>();
        here.forEach(ban -> left.put(ban.address(), ban.remaining().toSeconds()));
        List<KernelBan> longer = new ArrayList<>();
        long now = System.nanoTime();
        Map<IpAddress, Long> taken = Map.copyOf(heard);
        for (Map.Entry<IpAddress, Long> each : taken.entrySet()) {
            Duration remaining = Duration.ofNanos(each.getValue() - now);
            long held = left.getOrDefault(each.getKey(), -SLACK_SECONDS);
            if (remaining.isPositive() && remaining.toSeconds() > held + SLACK_SECONDS) {
                longer.add(new KernelBan(each.getKey(), remaining));
            }
        }
        sets.refuse(longer);
        taken.forEach(heard::remove);
    }

    private void publish(List<KernelBan> bans) {
        boolean refresh = turns++ % REFRESH_TURNS == 0;
        long nowSeconds = System.currentTimeMillis() / 1_000;
        List<Consumer<SyncNode>> changes = new ArrayList<>();
        Set<IpAddress> living = new HashSet<>();
        for (KernelBan ban : bans) {
            living.add(ban.address());
            long end = nowSeconds + ban.remaining().toSeconds();
            long known = published.getOrDefault(ban.address(), 0L);
            boolean renewed = Math.abs(end - known) > SLACK_SECONDS;
            if (renewed || refresh) {
                published.put(ban.address(), renewed ? end : known);
                changes.add(storing(ban, renewed ? end : known));
            }
        }
        published
                .keySet()
                .removeIf(address -> {
                    boolean over = !living.contains(address);
                    if (over) {
                        changes.add(removing(address));
                    }
                    return over;
                });
        for (int from = 0; from < changes.size(); from += CHANGES_PER_TASK) {
            int to = Math.min(changes.size(), from + CHANGES_PER_TASK);
            List<Consumer<SyncNode>> part = List.copyOf(changes.subList(from, to));
            replication.accept(node -> part.forEach(each -> each.accept(node)));
        }
    }

    private Consumer<SyncNode> storing(KernelBan ban, long endSeconds) {
        byte[] key = BanRecord.key(vrid, ban.address());
        byte[] value = BanRecord.value(endSeconds);
        int left = (int) ban.remaining().toSeconds();
        return node ->
                node.internal()
                        .put(
                                RecordTypes.BAN,
                                key,
                                0,
                                key.length,
                                value,
                                0,
                                value.length,
                                left,
                                System.nanoTime());
    }

    private Consumer<SyncNode> removing(IpAddress address) {
        byte[] key = BanRecord.key(vrid, address);
        return node ->
                node.internal().remove(RecordTypes.BAN, key, 0, key.length, System.nanoTime());
    }

    @Override
    public void close() {
        worker.shutdownNow();
        try {
            worker.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sets.close();
    }
}
