package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.netty.DatagramInput;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.session.SyncStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the caches and the sync sessions: drains the kernel's events into the
 * internal cache, takes datagrams, sends what is due, and rests.
 *
 * <p>Thread rule: {@link #submit} and {@link #drain} from any thread; everything else runs on its
 * own.
 */
public final class ReplicationLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplicationLoop.class);
    private static final int EVENTS_PER_TURN = 16_384;
    private static final int DATAGRAMS_PER_TURN = 2_048;

    /** So many in one turn, and more will follow: they need no wake-up each. */
    private static final int MANY_DATAGRAMS = 8;

    private static final long DRAIN_NAP_NANOS = 200_000;
    private static final long STATUS_EVERY_NANOS = 50_000_000;

    private final SyncNode node;
    private final ConntrackEvents events;
    private final FlowIntake intake;
    private final TableKeeper keeper;
    private final DatagramInput datagrams;
    private final IntakeSettings settings;
    private final Rest rest;
    private final RecordView held = new RecordView();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final ReplicaWatch replicaWatch = new ReplicaWatch();
    private final PeerWaits waits = new PeerWaits();
    private long statusNanos;
    private volatile IntakeStatus status = IntakeStatus.none();
    private volatile Consumer<SyncStatus> follower = sync -> {};
    private volatile boolean running = true;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    private final Map<Integer, Successor> successors = new ConcurrentHashMap<>();

    /** Until when, by VRID, the last changes of a master that hands over are awaited. */
    private final Map<Integer, Long> lastChanges = new ConcurrentHashMap<>();

    /**
     * A loop that does not run yet.
     *
     * @param datagrams opened by the loop's thread, and closed with it, as is {@code rest}
     * @param ownWrites counts what this process writes into the kernel's table
     */
    @SuppressWarnings("this-escape")
    public ReplicationLoop(
            SyncNode node,
            ConntrackEvents events,
            PacedDump dump,
            ConntrackLookup lookup,
            DatagramInput datagrams,
            IntakeSettings settings,
            Rest rest,
            LongSupplier ownWrites) {
        this.node = node;
        this.events = events;
        this.datagrams = datagrams;
        this.settings = settings;
        this.rest = rest;
        this.intake = new FlowIntake(node.internal(), lookup, settings.filter(), this::heldOfAPeer);
        long now = System.nanoTime();
        this.keeper =
                new TableKeeper(
                        dump, intake, node.internal(), settings.auditNanos(), ownWrites, now);
        this.statusNanos = now - STATUS_EVERY_NANOS;
        node.onMarks(this::marked);
        this.thread = Thread.ofPlatform().name("replication").daemon().unstarted(this::run);
    }

    /**
     * Starts the thread.
     *
     * @throws IOException if an address of replication cannot be bound; then it has ended
     */
    public void start() throws IOException {
        thread.start();
        Throwable failure = opened.handle((done, thrown) -> thrown).join();
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /**
     * Who is shown the sessions' status some twenty times a second, on the replication thread; must
     * not block.
     */
    public void follow(Consumer<SyncStatus> next) {
        follower = next;
    }

    /** Has the intake heed what a warm standby writes. */
    void watch(WarmFlows flows) {
        tasks.add(() -> intake.watch(flows));
        rest.task();
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
        rest.task();
        return result;
    }

    /**
     * Makes the internal cache equal to the kernel's table, all of which is this node's now (after
     * a takeover). Completes with the number of flows, after a pass that began after the call.
     */
    public CompletableFuture<Integer> resynchronise() {
        return pass(true);
    }

    /**
     * As {@link #resynchronise}, but flows that only a peer is known to hold stay the peer's: this
     * node's kernel has them because it stands by.
     */
    public CompletableFuture<Integer> verify() {
        return pass(false);
    }

    private CompletableFuture<Integer> pass(boolean adopts) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        tasks.add(() -> keeper.ask(adopts, done));
        rest.task();
        return done;
    }

    private boolean heldOfAPeer(byte[] key, int keyLength) {
        long now = System.nanoTime();
        for (SessionStatus peer : node.status().peers()) {
            ExternalCache external = node.external(peer.peer()).orElse(null);
            if (external != null && external.find(RecordTypes.FLOW, key, 0, keyLength, now, held)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sends all changes at once and tells when the successor holds them. The other peers have them
     * as well, but acknowledge in their own time: no gate is open meanwhile, so nobody waits for
     * that.
     *
     * @param successor name of a peer
     * @param ended told to the successor once it holds all that: it need not wait until this node
     *     knows
     * @param done told on the replication thread: true, or false when that peer is not reachable,
     *     or the time was over first
     */
    public void drain(
            String successor, EndedMastership ended, long timeoutNanos, Consumer<Boolean> done) {
        long deadline = System.nanoTime() + timeoutNanos;
        withEvents(() -> {
            node.session(successor).ifPresent(session -> session.mark(ended.mark()));
            waits.forSuccessor(
                    successor,
                    node.internal().version(),
                    deadline,
                    complete -> {
                        node.session(successor).ifPresent(s -> s.unmark(ended.mark()));
                        done.accept(complete);
                    });
        });
    }

    /** Told of masterships that have ended, whose last changes are in the replica. */
    @FunctionalInterface
    public interface Successor {
        /** On the replication thread, more than once for the same; must not block. */
        void lastChangesHeld(String from, long epoch);
    }

    /** Tells this from now on what concerns its instance. Any thread. */
    public void succeed(int vrid, Successor successor) {
        successors.put(vrid, successor);
    }

    private void marked(String peer, long mark) {
        EndedMastership ended = EndedMastership.of(mark);
        Successor successor = successors.get(ended.vrid());
        if (successor != null) {
            successor.lastChangesHeld(peer, ended.epoch());
        }
    }

    /**
     * Answers at once for so long, at the price of shorter naps: the last changes of the old master
     * of an instance are coming, and no gate is open until it knows that they are here. Any thread.
     */
    void hurry(int vrid, long nanos) {
        lastChanges.put(vrid, System.nanoTime() + nanos);
        rest.task();
    }

    /** They are here, or will not come. Any thread. */
    void calm(int vrid) {
        lastChanges.remove(vrid);
    }

    /** Whether those of any instance are awaited. Any thread. */
    boolean awaitsLastChanges() {
        if (lastChanges.isEmpty()) {
            return false;
        }
        long now = System.nanoTime();
        return lastChanges.values().stream().anyMatch(until -> until - now > 0);
    }

    /**
     * Tells when every reachable peer holds all changes, which go their ordinary way.
     *
     * @param done told on the replication thread: true, or false when the time was over first
     */
    void share(long timeoutNanos, Consumer<Boolean> done) {
        long deadline = System.nanoTime() + timeoutNanos;
        withEvents(() -> waits.forAll(node.internal().version(), deadline, done));
    }

    /** Runs something once all changes that the kernel has told of are in the internal cache. */
    private void withEvents(Runnable task) {
        tasks.add(() -> {
            var _ = drainEvents();
            task.run();
        });
        rest.task();
    }

    /** What follows the replicas of all peers; for tasks on the replication thread. */
    ReplicaWatch replicaWatch() {
        return replicaWatch;
    }

    /** How the internal cache stands to the kernel's table, at most some 50 ms ago. Any thread. */
    public IntakeStatus intake() {
        return status;
    }

    private void run() {
        try {
            datagrams.open();
            opened.complete(null);
        } catch (IOException | RuntimeException e) {
            opened.completeExceptionally(e);
            return;
        }
        Realtime.prefer();
        int[] descriptors = datagrams.descriptors();
        while (running) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            int told = drainEvents();
            keeper.step(told < EVENTS_PER_TURN, System.nanoTime());
            int taken =
                    datagrams.drain(
                            (path, bytes, length, nanos) ->
                                    node.onDatagram(path, bytes, 0, length, System.nanoTime()),
                            DATAGRAMS_PER_TURN);
            long now = System.nanoTime();
            long next = node.poll(now);
            publish(now);
            if (hurried()) {
                node.flush();
            }
            answerWaits();
            rest(told, taken, next, descriptors);
        }
        keeper.close();
        datagrams.close();
        rest.close();
    }

    private void rest(int told, int taken, long next, int[] descriptors) {
        if (hurried() || keeper.urgent() || datagrams.unsent()) {
            rest.nap(DRAIN_NAP_NANOS);
        } else if (told > 0 || taken >= MANY_DATAGRAMS) {
            rest.nap(Math.max(DRAIN_NAP_NANOS, Math.min(settings.napNanos(), next)));
        } else {
            try {
                rest.await(
                        events,
                        descriptors,
                        () -> !tasks.isEmpty() || !running,
                        Math.min(next, STATUS_EVERY_NANOS));
            } catch (IOException e) {
                log.error("waiting for conntrack events: {}", e.getMessage());
                rest.nap(settings.napNanos());
            }
        }
    }

    /** Returns how many were taken; {@link #EVENTS_PER_TURN} when there may be more. */
    private int drainEvents() {
        try {
            int taken = events.drain(intake, EVENTS_PER_TURN);
            if (intake.takeOverrun()) {
                boolean news = keeper.eventsLost(System.nanoTime());
                if (events.grow(settings.eventBufferLimitBytes())) {
                    log.warn("conntrack events were lost; buffer: {} bytes", events.bufferBytes());
                } else if (news) {
                    log.warn("conntrack events were lost, with the buffer at its limit");
                }
            }
            return Math.min(taken, EVENTS_PER_TURN);
        } catch (IOException e) {
            if (keeper.eventsLost(System.nanoTime())) {
                log.error("conntrack events: {}", e.getMessage());
            }
            return EVENTS_PER_TURN;
        }
    }

    private void publish(long now) {
        boolean sameDoubt = (keeper.doubtNanos() == 0) == (status.doubtNanos() == 0);
        if (sameDoubt && now - statusNanos < STATUS_EVERY_NANOS) {
            return;
        }
        statusNanos = now;
        int flowsOfPeers = 0;
        int hostsOfPeers = 0;
        SyncStatus sync = node.status();
        for (SessionStatus peer : sync.peers()) {
            ExternalCache external = node.external(peer.peer()).orElse(null);
            flowsOfPeers += external == null ? 0 : external.size(RecordTypes.FLOW);
            hostsOfPeers += external == null ? 0 : external.size(RecordTypes.HOST);
        }
        status =
                new IntakeStatus(
                        node.internal().size(RecordTypes.FLOW),
                        node.internal().size(RecordTypes.HOST),
                        flowsOfPeers,
                        hostsOfPeers,
                        events.received(),
                        events.overruns() + events.malformed(),
                        events.bufferBytes(),
                        keeper.doubtNanos(),
                        keeper.running(),
                        keeper.last(),
                        keeper.lastAudit(),
                        keeper.mended(),
                        node.damagedBuckets(),
                        events.tapped());
        follower.accept(sync);
    }

    private boolean hurried() {
        return awaitsLastChanges() || waits.urgent();
    }

    private void answerWaits() {
        if (!waits.isEmpty()) {
            List<String> reachable =
                    node.status().peers().stream()
                            .filter(SessionStatus::reachable)
                            .map(SessionStatus::peer)
                            .toList();
            waits.answer(reachable, node::holdsUpTo, System.nanoTime());
        }
    }

    @Override
    public void close() {
        running = false;
        rest.task();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
