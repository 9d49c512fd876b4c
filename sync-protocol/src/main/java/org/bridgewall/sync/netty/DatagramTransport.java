package org.bridgewall.sync.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One kind of datagrams (replication, or adverts) over several paths, on an event loop of its own.
 *
 * <p>Thread rule: any thread sends and reads counters; received datagrams come on the event loop.
 * The event-loop thread and the sockets belong to the network namespace of the thread that calls
 * {@link #open}.
 */
public final class DatagramTransport implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 9216;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

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
                path.opened(bind(loop, config, path));
            }
            transport = new DatagramTransport(loop, paths);
            return transport;
        } catch (IOException e) {
            new DatagramTransport(loop, paths).close();
            throw e;
        }
    }

    private static Channel bind(
            MultiThreadIoEventLoopGroup loop, PathConfig config, DatagramPath path)
            throws IOException {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(
                                Epoll.isAvailable()
                                        ? EpollDatagramChannel.class
                                        : NioDatagramChannel.class)
                        .option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes())
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES))
                        .handler(path.handler());
        if (Epoll.isAvailable()) {
            bootstrap.option(PathMtu.optionOf(config), PathMtu.DISCOVER);
        }
        if (config.isUrgent()) {
            Urgency.give(bootstrap);
        }
        var bound = bootstrap.bind(config.local()).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(
                    "path "
                            + config.name()
                            + ": cannot bind "
                            + config.local()
                            + ": "
                            + cause.getMessage(),
                    cause);
        }
        return bound.channel();
    }

    /** Sends on one path; never blocks. What cannot go now is dropped and counted. */
    public void send(int path, byte[] datagram, int length) {
        paths.get(path).write(datagram, length);
        paths.get(path).flush();
    }

    /** As {@link #send}, but the datagram may wait for {@link #flush}, to go with others. */
    public void write(int path, byte[] datagram, int length) {
        paths.get(path).write(datagram, length);
    }

    /** Puts on the wire what was written. */
    public void flush() {
        for (int i = 0; i < paths.size(); i++) {
            paths.get(i).flush();
        }
    }

    /**
     * Length of the shortest datagram that was too long for a path (EMSGSIZE), of those refused
     * since the last call; 0 = none.
     */
    public int takeTooLong(int path) {
        return paths.get(path).takeTooLong();
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
