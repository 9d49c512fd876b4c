package org.bridgewall.agent.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackTableSize;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel of a standby close to its replica, so that a promotion costs only the difference
 * ({@code replication.commit: warm}). It begins with a kernel that was emptied of replicated flows,
 * and touches only what it wrote itself; once the gate is open it touches nothing.
 *
 * <p>Thread rule: any thread asks; a thread of its own writes, few flows at a time.
 */
public final class WarmStandby implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WarmStandby.class);

    /** About 50,000 flows a second, in pieces that no promotion has to wait for. */
    private static final int FLOWS_PER_TURN = 512;

    private static final long TURN_NANOS = 10_000_000L;
    private static final long LOOK_NANOS = 1_000_000_000L;

    /** Above, the standby stops writing; below the second, it goes on. */
    private static final double FULL = 0.9;

    private static final double ROOM_AGAIN = 0.8;

    private final ReplicationLoop replication;
    private final FlowTable table;
    private final WarmFlows flows =
            new WarmFlows(ConntrackCommit.DEFAULT_FLOOR_SECONDS, System.nanoTime());
    private final Thread thread;
    private WarmStatus.State state = WarmStatus.State.OFF;
    private long errors;
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;
    private String detail = "";
    private volatile WarmStatus status = WarmStatus.NONE;
    private volatile boolean running = true;

    @SuppressWarnings("this-escape")
    public WarmStandby(ReplicationLoop replication, FlowTable table) {
        this.replication = replication;
        this.table = table;
        this.thread = Thread.ofPlatform().name("warm-standby").daemon().unstarted(this::run);
    }

    /** Starts the thread; nothing is written before {@link #follow}. */
    public void start() {
        replication.watch(flows);
        thread.start();
    }

    /** Follows the replicas from their beginning; the kernel holds no replicated flow. */
    synchronized void follow() throws ExecutionException, InterruptedException {
        errors = 0;
        detail = "";
        ask(node -> {
            flows.follow(replicas(node), System.nanoTime());
            return true;
        });
        state = WarmStatus.State.FOLLOWING;
    }

    /** Goes on after a takeover that came to nothing. */
    synchronized void resume() {
        if (state == WarmStatus.State.PROMOTING) {
            state = WarmStatus.State.FOLLOWING;
        }
    }

    /** This node forwards: what is in the kernel lives by itself now. */
    synchronized void adopt() throws ExecutionException, InterruptedException {
        state = WarmStatus.State.OFF;
        ask(node -> {
            flows.forget();
            return true;
        });
        publish(0, 0, 0);
    }

    /** Whether a promotion has to write only what waits. */
    synchronized boolean ready() {
        return state != WarmStatus.State.OFF;
    }

    /**
     * Writes all that waits, and nothing more until {@link #resume}. May be called again in the
     * same takeover.
     */
    synchronized Promotion promote() throws IOException, ExecutionException, InterruptedException {
        state = WarmStatus.State.PROMOTING;
        Remainder rest =
                ask(node -> {
                    long now = System.nanoTime();
                    WarmFlows.Batch batch = flows.take(Integer.MAX_VALUE, true, now);
                    return new Remainder(
                            batch, flows.written(), flows.expectations(now), flows.hosts());
                });
        table.delete(rest.batch().outdated());
        FlowTable.Commit result = table.commit(rest.batch().current());
        return new Promotion(result, rest.held(), rest.expectations(), rest.hosts());
    }

    /** What a promotion takes along. */
    private record Remainder(
            WarmFlows.Batch batch,
            int held,
            List<RecordSnapshot> expectations,
            Map<ByteBuffer, byte[]> hosts) {}

    /**
     * What a promotion came to.
     *
     * @param rest what was still to be written
     * @param held flows in the kernel now
     * @param expectations records of what connections may expect
     * @param hosts records of the hosts that the peers have learned
     */
    record Promotion(
            FlowTable.Commit rest,
            int held,
            List<RecordSnapshot> expectations,
            Map<ByteBuffer, byte[]> hosts) {}

    /** How it stands; at most a second old. */
    public WarmStatus status() {
        return status;
    }

    private void run() {
        while (running) {
            try {
                turn();
            } catch (IOException | ExecutionException e) {
                log.error("warm standby: {}", e.getMessage());
                LockSupport.parkNanos(LOOK_NANOS);
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(TURN_NANOS);
        }
    }

    private synchronized void turn() throws IOException, ExecutionException, InterruptedException {
        if (state == WarmStatus.State.OFF || state == WarmStatus.State.PROMOTING) {
            return;
        }
        long now = System.nanoTime();
        if (now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            look();
        }
        if (state == WarmStatus.State.PAUSED) {
            return;
        }
        WarmFlows.Batch batch = ask(node -> flows.take(FLOWS_PER_TURN, false, System.nanoTime()));
        if (!batch.isEmpty()) {
            table.delete(batch.outdated());
            FlowTable.Commit result = table.commit(batch.current());
            errors += result.failed();
            if (result.failed() > 0) {
                detail = result.summary();
            }
        }
    }

    private void look() throws IOException, ExecutionException, InterruptedException {
        ConntrackTableSize size = ConntrackTableSize.read();
        double used = size.maxEntries() == 0 ? 0 : (double) size.entries() / size.maxEntries();
        if (state == WarmStatus.State.FOLLOWING && used >= FULL) {
            state = WarmStatus.State.PAUSED;
            detail = size.entries() + " entries of nf_conntrack_max " + size.maxEntries();
            log.warn("warm standby pauses: {}; a promotion writes the rest", detail);
        } else if (state == WarmStatus.State.PAUSED && used < ROOM_AGAIN) {
            state = WarmStatus.State.FOLLOWING;
            detail = "";
            log.info("warm standby goes on");
        }
        long[] counts =
                ask(node -> new long[] {flows.written(), flows.pending(), flows.memoryBytes()});
        publish((int) counts[0], (int) counts[1], counts[2]);
    }

    private void publish(int written, int pending, long memoryBytes) {
        status = new WarmStatus(state, written, pending, errors, memoryBytes, detail);
    }

    private <T> T ask(java.util.function.Function<SyncNode, T> question)
            throws ExecutionException, InterruptedException {
        return replication.submit(question).get();
    }

    private static List<ExternalCache> replicas(SyncNode node) {
        List<ExternalCache> caches = new ArrayList<>();
        for (SessionStatus peer : node.status().peers()) {
            node.external(peer.peer()).ifPresent(caches::add);
        }
        return caches;
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
    }
}
