package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * New TCP connections at a steady rate: each connects, has one message echoed and closes. One that
 * has not done so within the patience has failed.
 *
 * <p>Thread rule: one thread of its own; questions from any thread.
 */
public final class NewConnections implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(4).toNanos();
    private static final int SLOW_MILLIS = 500;

    private final List<InetSocketAddress> servers;
    private final long intervalNanos;
    private final List<Attempt> done = new ArrayList<>();
    private final Deque<Attempt> open = new ArrayDeque<>();
    private final NamespaceThread thread;

    public NewConnections(String namespace, List<InetSocketAddress> servers, int perSecond)
            throws IOException {
        this.servers = servers;
        this.intervalNanos = 1_000_000_000L / perSecond;
        thread = NamespaceThread.start(namespace, "new-connections", this::work);
    }

    /**
     * What became of the connections that were begun in a window.
     *
     * @param failed not echoed within 4 s, or refused
     * @param slow echoed, but after more than 500 ms: a SYN was lost and repeated
     */
    public record Tally(int begun, int failed, int slow) {}

    /** Counts connections begun within the window; those not yet decided are left out. */
    public Tally tally(long fromNanos, long toNanos) {
        synchronized (done) {
            List<Attempt> within =
                    done.stream()
                            .filter(a -> a.begunNanos - fromNanos >= 0)
                            .filter(a -> a.begunNanos - toNanos < 0)
                            .toList();
            int failed = (int) within.stream().filter(a -> a.failed).count();
            int slow =
                    (int)
                            within.stream()
                                    .filter(a -> !a.failed)
                                    .filter(a -> a.tookNanos > SLOW_MILLIS * 1_000_000L)
                                    .count();
            return new Tally(within.size(), failed, slow);
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    private void work(Runnable ready, NamespaceThread.Stop stop) throws IOException {
        try (Selector selector = Selector.open()) {
            ready.run();
            long next = System.nanoTime();
            int number = 0;
            while (!stop.requested()) {
                long now = System.nanoTime();
                while (now - next >= 0) {
                    begin(selector, servers.get(number++ % servers.size()), now);
                    next += intervalNanos;
                }
                selector.select(key -> ((Attempt) key.attachment()).proceed(key), 5);
                settle(System.nanoTime());
            }
        } finally {
            for (Attempt attempt : open) {
                attempt.channel.close();
            }
        }
    }

    private void begin(Selector selector, InetSocketAddress server, long now) throws IOException {
        SocketChannel channel = SocketChannel.open();
        Attempt attempt = new Attempt(channel, now);
        open.add(attempt);
        channel.configureBlocking(false);
        try {
            channel.connect(server);
            channel.register(selector, SelectionKey.OP_CONNECT, attempt);
        } catch (IOException e) {
            attempt.end(true);
        }
    }

    private void settle(long now) {
        open.removeIf(attempt -> {
            if (!attempt.ended && now - attempt.begunNanos > PATIENCE_NANOS) {
                attempt.end(true);
            }
            if (attempt.ended) {
                synchronized (done) {
                    done.add(attempt);
                }
            }
            return attempt.ended;
        });
    }

    private static final class Attempt {
        private final SocketChannel channel;
        private final long begunNanos;
        private final ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        private long tookNanos;
        private boolean failed;
        private boolean ended;

        Attempt(SocketChannel channel, long begunNanos) {
            this.channel = channel;
            this.begunNanos = begunNanos;
        }

        void proceed(SelectionKey key) {
            try {
                if (key.isConnectable()) {
                    channel.finishConnect();
                    channel.write(buffer.putLong(0, begunNanos).clear());
                    buffer.clear();
                    key.interestOps(SelectionKey.OP_READ);
                } else if (channel.read(buffer) < 0) {
                    end(true);
                } else if (!buffer.hasRemaining()) {
                    end(buffer.getLong(0) != begunNanos);
                }
            } catch (IOException e) {
                end(true);
            }
        }

        void end(boolean bad) {
            ended = true;
            failed = bad;
            tookNanos = System.nanoTime() - begunNanos;
            try {
                channel.close();
            } catch (IOException e) {
                failed = true;
            }
        }
    }
}
