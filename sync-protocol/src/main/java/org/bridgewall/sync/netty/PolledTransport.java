package org.bridgewall.sync.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bridgewall.sync.session.DatagramOutput;

/**
 * One kind of datagrams over several paths, on the thread that works on them: it reads when it
 * wants to and writes at once, and no other thread is woken for either. What comes meanwhile waits
 * in the sockets' buffers.
 *
 * <p>Thread rule: the thread that calls {@link #open}, but for {@link #counters}, which any thread
 * may read. The sockets belong to the network namespace of the thread that makes this.
 */
public final class PolledTransport implements DatagramInput, DatagramOutput {
    private final ManualIoEventLoop loop = new ManualIoEventLoop(null, epoll());
    private final List<DatagramPath> paths = new ArrayList<>();
    private DatagramReceiver receiver = (path, datagram, length, nanos) -> {};
    private int taken;

    /**
     * Paths that are not bound yet; their indices are those of the list.
     *
     * @throws IllegalStateException if Netty's native library does not load
     */
    public PolledTransport(List<PathConfig> configs) {
        for (PathConfig config : configs) {
            paths.add(new DatagramPath(paths.size(), config, this::take));
        }
    }

    private static IoHandlerFactory epoll() {
        if (!Epoll.isAvailable()) {
            throw new IllegalStateException(
                    "replication needs epoll: " + Epoll.unavailabilityCause(),
                    Epoll.unavailabilityCause());
        }
        return EpollIoHandler.newFactory();
    }

    @Override
    public void open() throws IOException {
        loop.setOwningThread(Thread.currentThread());
        try {
            for (DatagramPath path : paths) {
                ChannelFuture bound = path.bind(loop);
                while (!bound.isDone()) {
                    loop.runNow();
                }
                path.opened(bound);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void take(int path, byte[] datagram, int length, long nanos) {
        taken++;
        receiver.onDatagram(path, datagram, length, nanos);
    }

    @Override
    public int drain(DatagramReceiver to, int limit) {
        receiver = to;
        int before = taken;
        int last;
        do {
            last = taken;
            loop.runNow();
        } while (taken - last >= DatagramPath.READS_PER_TURN && taken - before < limit);
        return taken - before;
    }

    @Override
    public boolean unsent() {
        return paths.stream().anyMatch(DatagramPath::unsent);
    }

    @Override
    public int[] descriptors() {
        return paths.stream().mapToInt(DatagramPath::descriptor).toArray();
    }

    @Override
    public void send(int path, byte[] datagram, int length) {
        paths.get(path).write(datagram, length);
    }

    @Override
    public void flush() {
        paths.forEach(DatagramPath::flush);
    }

    @Override
    public int takeTooLong(int path) {
        return paths.get(path).takeTooLong();
    }

    /** Counters of all paths, in their order. */
    public List<PathCounters> counters() {
        return paths.stream().map(DatagramPath::counters).toList();
    }

    /** Closes all sockets. */
    @Override
    public void close() {
        paths.forEach(DatagramPath::close);
        var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }
}
