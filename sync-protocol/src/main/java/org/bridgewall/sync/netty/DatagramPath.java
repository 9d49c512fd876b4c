package org.bridgewall.sync.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One bound socket, its peer's address, and its counters. Thread rule: see the transport. */
final class DatagramPath {
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
    private volatile @Nullable Channel channel;
    private volatile boolean written;

    DatagramPath(int index, PathConfig config, DatagramReceiver receiver) {
        this.index = index;
        this.config = config;
        this.receiver = receiver;
    }

    void opened(Channel bound) {
        channel = bound;
    }

    ChannelHandler handler() {
        return new Inbound();
    }

    /** Hands a datagram to the event loop; on the wire it goes with {@link #flush}. */
    void write(byte[] datagram, int length) {
        Channel socket = channel;
        if (socket == null || !socket.isWritable()) {
            dropped.increment();
            return;
        }
        ByteBuf buffer = socket.alloc().directBuffer(length, length);
        buffer.writeBytes(datagram, 0, length);
        sent.increment();
        sentBytes.add(length);
        written = true;
        socket.write(new DatagramPacket(buffer, config.remote()))
                .addListener(done -> {
                    Throwable cause = done.cause();
                    if (cause != null) {
                        failed(cause, length);
                    }
                });
    }

    /** What was written since the last call goes out, with one system call if there is epoll. */
    void flush() {
        Channel socket = channel;
        if (written && socket != null) {
            written = false;
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
        Channel socket = channel;
        if (socket != null) {
            socket.config().setOption(PathMtu.optionOf(config), PathMtu.FRAGMENT);
        }
    }

    /** Length of the shortest datagram that was too long since the last call; 0 = none. */
    int takeTooLong() {
        return shortestTooLong.get() == 0 ? 0 : shortestTooLong.getAndSet(0);
    }

    void close() {
        Channel socket = channel;
        if (socket != null) {
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
