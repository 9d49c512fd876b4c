package org.bridgewall.sync.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One kind of datagrams over several paths, on an event loop of its own: they are taken the moment
 * they come.
 *
 * <p>Thread rule: any thread sends and reads counters; received datagrams come on the event loop.
 * The event-loop thread and the sockets belong to the network namespace of the thread that calls
 * {@link #open}.
 */
public final class DatagramTransport implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop;
    private final List<DatagramPath> paths;

    private DatagramTransport(MultiThreadIoEventLoopGroup loop, List<DatagramPath> paths) {
        this.loop = loop;
        this.paths = List.copyOf(paths);
    }

    /** Loads what {@link #open} needs, which takes a tenth of a second: on another thread. */
    public static void loadAhead() {
        var _ = Epoll.isAvailable();
    }

    /** As the other, with nothing to be done first. */
    public static DatagramTransport open(
            String name, List<PathConfig> configs, DatagramReceiver receiver) throws IOException {
        return open(name, configs, receiver, () -> {});
    }

    /**
     * Binds every path.
     *
     * @param name of the event-loop thread
     * @param first run on that thread before anything else
     * @throws IOException if an address cannot be bound; names path and address, nothing stays open
     */
    public static DatagramTransport open(
            String name, List<PathConfig> configs, DatagramReceiver receiver, Runnable first)
            throws IOException {
        IoHandlerFactory handlers =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
        loop.execute(first);
        List<DatagramPath> paths = new ArrayList<>();
        DatagramTransport transport = new DatagramTransport(loop, paths);
        try {
            for (PathConfig config : configs) {
                DatagramPath path = new DatagramPath(paths.size(), config, receiver);
                paths.add(path);
                path.opened(path.bind(loop).awaitUninterruptibly());
            }
            transport = new DatagramTransport(loop, paths);
            return transport;
        } catch (IOException e) {
            new DatagramTransport(loop, paths).close();
            throw e;
        }
    }

    /** Sends on one path; never blocks. What cannot go now is dropped and counted. */
    public void send(int path, byte[] datagram, int length) {
        paths.get(path).write(datagram, length);
        paths.get(path).flush();
    }

    /** Number of paths. */
    public int size() {
        return paths.size();
    }

    /** Counters of all paths, in their order. */
    public List<PathCounters> counters() {
        return paths.stream().map(DatagramPath::counters).toList();
    }

    /** Closes all sockets and ends the event loop; waits at most two seconds. */
    @Override
    public void close() {
        paths.forEach(DatagramPath::close);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
