package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The connections that must not notice a failover: half of them IPv4, half IPv6, each with a small
 * message every interval.
 *
 * <p>Thread rule: one thread of its own does all the sending and checking; the questions may be
 * asked from any thread.
 */
public final class LongLivedConnections implements AutoCloseable {
    private final List<LongLivedConnection> connections = new ArrayList<>();
    private final long intervalNanos;
    private final NamespaceThread thread;

    /** Opens {@code count} connections, alternately to each of the servers; all must open. */
    public LongLivedConnections(
            String namespace, List<InetSocketAddress> servers, int count, Duration interval)
            throws IOException {
        intervalNanos = interval.toNanos();
        thread =
                NamespaceThread.start(
                        namespace,
                        "long-lived",
                        (ready, stop) -> {
                            open(servers, count);
                            ready.run();
                            exchange(stop);
                        });
    }

    public int count() {
        return connections.size();
    }

    /** How many have returned, intact, something that was sent after the instant. */
    public int aliveSince(long nanos) {
        return (int) connections.stream().filter(c -> c.echoedSince(nanos)).count();
    }

    /**
     * Waits until every connection has returned something sent after the instant, but no longer
     * than the limit, and returns how many have.
     */
    public int awaitAliveSince(long nanos, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        int alive = aliveSince(nanos);
        while (alive < count() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(20_000_000);
            alive = aliveSince(nanos);
        }
        return alive;
    }

    /** Why connections died, or the thread that watches them; each reason once. */
    public List<String> deaths() {
        return Stream.concat(
                        Stream.of(thread.failure()),
                        connections.stream().map(LongLivedConnection::broken))
                .filter(why -> !why.isEmpty())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        thread.close();
    }

    private void open(List<InetSocketAddress> servers, int count) throws IOException {
        for (int id = 0; id < count; id++) {
            InetSocketAddress server = servers.get(id % servers.size());
            SocketChannel channel = SocketChannel.open();
            try {
                channel.socket().connect(server, 5_000);
            } catch (IOException e) {
                channel.close();
                throw new IOException(
                        "connection "
                                + (id + 1)
                                + " of "
                                + count
                                + " to "
                                + server
                                + ": "
                                + e.getMessage(),
                        e);
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            connections.add(new LongLivedConnection(id, channel));
        }
    }

    private void exchange(NamespaceThread.Stop stop) throws IOException {
        try (Selector selector = Selector.open()) {
            for (LongLivedConnection connection : connections) {
                connection.channel().register(selector, SelectionKey.OP_READ, connection);
            }
            // Each connection has its own moment within the interval: the load is even.
            ToLongFunction<Integer> phase = i -> intervalNanos * i / connections.size();
            long round = System.nanoTime();
            int next = 0;
            while (!stop.requested()) {
                long now = System.nanoTime();
                while (now - (round + phase.applyAsLong(next)) >= 0) {
                    connections.get(next).send(now);
                    next++;
                    if (next == connections.size()) {
                        next = 0;
                        round += intervalNanos;
                    }
                }
                selector.select(key -> ((LongLivedConnection) key.attachment()).receive(), 1);
            }
        } finally {
            for (LongLivedConnection connection : connections) {
                connection.channel().close();
            }
        }
    }
}
