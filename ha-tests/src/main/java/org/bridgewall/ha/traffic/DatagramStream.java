package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbered datagrams at a fixed interval to an echo server: the longest time for which none that
 * was sent came back is the blackout.
 *
 * <p>Thread rule: two threads of its own, sender and receiver; questions from any thread.
 */
public final class DatagramStream implements AutoCloseable {
    /** In intervals: so far the sender catches up. */
    private static final int MOST_BEHIND = 10;

    private final Arrivals arrivals;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong latestNanos = new AtomicLong();
    private final NamespaceThread receiver;
    private final NamespaceThread sender;

    public DatagramStream(String namespace, InetSocketAddress server, Duration interval)
            throws IOException {
        arrivals = new Arrivals(interval.toNanos());
        Sockets sockets = new Sockets();
        receiver =
                NamespaceThread.start(
                        namespace,
                        "udp-receive",
                        (ready, stop) -> {
                            try (DatagramChannel channel = DatagramChannel.open()) {
                                channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
                                channel.connect(server);
                                sockets.channel = channel;
                                ready.run();
                                receive(channel, stop);
                            }
                        });
        sender =
                NamespaceThread.start(
                        namespace,
                        "udp-send",
                        (ready, stop) -> {
                            ready.run();
                            send(sockets.opened(), interval.toNanos(), stop);
                        });
    }

    /** The longest time without an echo that touches the window, in milliseconds. */
    public double blackoutMillis(long fromNanos, long toNanos) {
        return arrivals.longestGap(fromNanos, toNanos).lengthNanos() / 1e6;
    }

    /** When that longest gap ended: the first packet after it. */
    public long blackoutEndNanos(long fromNanos, long toNanos) {
        return arrivals.longestGap(fromNanos, toNanos).endNanos();
    }

    public long lost() {
        return sent.get() - arrivals.count();
    }

    /**
     * The longest that the sender itself was kept waiting, in milliseconds: so much of a blackout
     * may be the machine's and not the path's.
     */
    public double senderLateMillis() {
        return latestNanos.get() / 1e6;
    }

    /** Echoes that came more than once or late: a second path, where the network is a cable. */
    public long repeated() {
        return arrivals.repeated();
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }

    private void receive(DatagramChannel channel, NamespaceThread.Stop stop) throws IOException {
        NamespaceThread.punctual();
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        while (!stop.requested()) {
            try {
                if (channel.read(buffer.clear()) >= 2 * Long.BYTES) {
                    buffer.flip();
                    arrivals.record(buffer.getLong(), buffer.getLong(), System.nanoTime());
                }
            } catch (PortUnreachableException e) {
                // Refused while nobody listened yet: the gap shows it.
            } catch (AsynchronousCloseException e) {
                return;
            }
        }
    }

    private void send(DatagramChannel channel, long intervalNanos, NamespaceThread.Stop stop) {
        NamespaceThread.punctual();
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        long next = System.nanoTime();
        while (!stop.requested()) {
            buffer.clear();
            buffer.putLong(0, sent.getAndIncrement()).putLong(Long.BYTES, System.nanoTime());
            try {
                channel.write(buffer);
            } catch (IOException e) {
                // Not sent is lost, as any other datagram.
            }
            long now = System.nanoTime();
            latestNanos.accumulateAndGet(now - next, Math::max);
            // What a busy machine kept it from sending is not made up for: at this thread's
            // priority that would keep the machine busy for good.
            next = Math.max(next + intervalNanos, now - MOST_BEHIND * intervalNanos);
            while (next - now > 0 && !stop.requested()) {
                LockSupport.parkNanos(next - now);
                now = System.nanoTime();
            }
        }
    }

    /** Hands the socket from the thread that opened it to the one that sends. */
    private static final class Sockets {
        private volatile @org.jspecify.annotations.Nullable DatagramChannel channel;

        DatagramChannel opened() {
            DatagramChannel opened = channel;
            if (opened == null) {
                throw new IllegalStateException("the sender started before the receiver");
            }
            return opened;
        }
    }
}
