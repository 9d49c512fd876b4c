package org.bridgewall.sync.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * One socket, its peer's address, and its counters. The socket belongs to the network namespace of
 * the thread that makes this. Thread rule: see the transport.
 */
final class DatagramPath {
    /** Datagrams that one turn of the event loop reads. */
    static final int READS_PER_TURN = 256;

    private static final int MAX_DATAGRAM_BYTES = 9216;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final int index;
    private final PathConfig config;
    private final DatagramReceiver receiver;
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder tooLong = new LongAdder();
    private final AtomicInteger shortestTooLong = new AtomicInteger();
    private final AtomicInteger unsent = new AtomicInteger();
    private final DatagramChannel socket =
            Epoll.isAvailable() ? new EpollDatagramChannel() : new NioDatagramChannel();
    private volatile boolean open;

    DatagramPath(int index, PathConfig config, DatagramReceiver receiver) {
        this.index = index;
        this.config = config;
        this.receiver = receiver;
    }

    /** Begins to bind; {@link #opened} must follow once that is done. */
    ChannelFuture bind(EventLoopGroup loop) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(() -> socket)
                        .option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes())
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, reads())
                        .handler(new Inbound());
        if (Epoll.isAvailable()) {
            bootstrap.option(PathMtu.optionOf(config), PathMtu.DISCOVER);
        }
        if (config.isUrgent()) {
            Urgency.give(bootstrap);
        }
        return bootstrap.bind(config.local());
    }

    private static FixedRecvByteBufAllocator reads() {
        FixedRecvByteBufAllocator reads = new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES);
        reads.maxMessagesPerRead(READS_PER_TURN);
        return reads;
    }

    /**
     * The socket is bound, or is not.
     *
     * @throws IOException if not; names path and address
     */
    void opened(ChannelFuture bound) throws IOException {
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
        open = true;
    }

    /** The socket's; -1 without epoll. */
    int descriptor() {
        return socket instanceof UnixChannel unix ? unix.fd().intValue() : -1;
    }

    /** Whether something that was flushed waits for room in the socket's buffer. */
    boolean unsent() {
        return unsent.get() > 0;
    }

    /** Hands a datagram to the event loop; on the wire it goes with {@link #flush}. */
    void write(byte[] datagram, int length) {
        if (!open || !socket.isWritable()) {
            dropped.increment();
            return;
        }
        ByteBuf buffer = socket.alloc().directBuffer(length, length);
        buffer.writeBytes(datagram, 0, length);
        sent.increment();
        sentBytes.add(length);
        unsent.incrementAndGet();
        socket.write(new DatagramPacket(buffer, config.remote()))
                .addListener(done -> {
                    unsent.decrementAndGet();
                    Throwable cause = done.cause();
                    if (cause != null) {
                        failed(cause, length);
                    }
                });
    }

    /** What was written goes out, with one system call if there is epoll. */
    void flush() {
        if (unsent()) {
            socket.flush();
        }
    }

    private void failed(Throwable cause, int length) {
        errors.increment();
        if (SocketErrors.isTooLong(cause)) {
            tooLong.increment();
            shortestTooLong.getAndUpdate(before -> before == 0 ? length : Math.min(before, length));
            if (length <= PathMtu.LEAST_DATAGRAM_BYTES) {
                fragmentFromNowOn();
            }
        }
    }

    private void fragmentFromNowOn() {
        socket.config().setOption(PathMtu.optionOf(config), PathMtu.FRAGMENT);
    }

    /** Length of the shortest datagram that was too long since the last call; 0 = none. */
    int takeTooLong() {
        return shortestTooLong.get() == 0 ? 0 : shortestTooLong.getAndSet(0);
    }

    void close() {
        open = false;
        if (!socket.isRegistered()) {
            socket.unsafe().closeForcibly();
        } else if (socket.eventLoop().inEventLoop()) {
            var _ = socket.close();
        } else {
            socket.close().awaitUninterruptibly(1000);
        }
    }

    PathCounters counters() {
        return new PathCounters(
                config.name(),
                sent.sum(),
                sentBytes.sum(),
                received.sum(),
                receivedBytes.sum(),
                refused.sum(),
                dropped.sum(),
                tooLong.sum(),
                errors.sum());
    }

    /** Copies each datagram of the peer out; everything else is refused. Runs on the event loop. */
    private final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
        private byte[] copy = new byte[2048];

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            if (!config.remote().equals(packet.sender())) {
                refused.increment();
                return;
            }
            ByteBuf content = packet.content();
            int length = content.readableBytes();
            if (length > copy.length) {
                copy = new byte[length];
            }
            content.readBytes(copy, 0, length);
            received.increment();
            receivedBytes.add(length);
            receiver.onDatagram(index, copy, length, System.nanoTime());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A datagram socket lives on after an error, such as an ICMP message of a dead peer.
            errors.increment();
        }
    }
}
