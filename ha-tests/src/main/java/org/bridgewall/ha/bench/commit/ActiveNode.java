package org.bridgewall.ha.bench.commit;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.ha.bench.sync.BenchFlows;
import org.bridgewall.sync.session.SyncNode;

/**
 * The node that forwards, without a kernel: flows come from a generator.
 *
 * <p>Thread rule: everything runs on its own thread; calls from any thread are enqueued.
 */
final class ActiveNode implements AutoCloseable {
    private static final int FLOWS_PER_TURN = 500;
    private static final int ESTABLISHED = 3;
    private static final int DATAGRAMS = 4096;

    private final MemoryLink fromStandby = MemoryLink.create();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final BenchFlows flows = new BenchFlows();
    private final SyncNode node;
    private final Thread thread;
    private int tracked;
    private int wanted;
    private volatile boolean running = true;

    @SuppressWarnings("this-escape")
    ActiveNode(MemoryLink toStandby) throws IOException {
        node = StandbyRig.node("active", "standby", toStandby);
        thread = Thread.ofPlatform().name("active").daemon().unstarted(this::run);
    }

    /** Where its datagrams arrive. */
    MemoryLink fromStandby() {
        return fromStandby;
    }

    void start() {
        thread.start();
    }

    /** Tracks flows 0 to {@code count} - 1 already; before the start. */
    void preload(int count) {
        for (wanted = count; tracked < wanted; tracked++) {
            flows.put(node.internal(), tracked, ESTABLISHED, System.nanoTime());
        }
    }

    /** Tracks flows 0 to {@code count} - 1 from now on. */
    void track(int count) {
        tasks.add(() -> wanted = count);
    }

    /** Changes the TCP state of flows {@code from} to {@code to} - 1. */
    void change(int from, int to, int tcpState) {
        tasks.add(() -> {
            for (int i = from; i < to; i++) {
                flows.put(node.internal(), i, tcpState, System.nanoTime());
            }
        });
    }

    private void run() {
        node.internal().markLoaded();
        while (running) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            for (int i = 0; i < FLOWS_PER_TURN && tracked < wanted; i++) {
                flows.put(node.internal(), tracked++, ESTABLISHED, System.nanoTime());
            }
            fromStandby.drain(
                    (path, bytes, length, nanos) ->
                            node.onDatagram(path, bytes, 0, length, System.nanoTime()),
                    DATAGRAMS);
            node.poll(System.nanoTime());
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
