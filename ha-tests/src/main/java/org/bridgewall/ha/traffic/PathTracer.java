package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.linux.PacketPoll;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.SocketFilter;

/**
 * Numbered multicast frames from one host to another: the switches flood them, so that each arrives
 * once for every bridgewall whose gate is open. A number that arrives twice proves two open gates;
 * one that does not arrive, none.
 *
 * <p>The frames are of the probes' ethertype and group, which every policy lets cross an open node,
 * and carry a source address of their own: no switch learns the place of a host from them, so that
 * the observer does not repair what it observes.
 *
 * <p>Thread rule: two threads of its own; questions from any thread.
 */
public final class PathTracer implements AutoCloseable {
    private static final byte[] GROUP = {0x03, 0x42, 0x57, 0x00, 0x00, 0x01};
    private static final byte[] SOURCE = {0x06, 0x42, 0x57, 0x54, 0x52, 0x43};
    private static final int ETHERTYPE = 0x88b5;
    private static final int MAGIC = 0x42545243;
    private static final int MAGIC_AT = 14;
    private static final int NUMBER_AT = 18;
    private static final int FRAME_BYTES = 60;
    private static final SocketFilter TRACERS =
            new SocketFilter(
                    List.of(
                            new SocketFilter.Instruction(SocketFilter.LOAD_HALF, 12),
                            new SocketFilter.Instruction(
                                    SocketFilter.JUMP_IF_EQUAL, 0, 3, ETHERTYPE),
                            new SocketFilter.Instruction(SocketFilter.LOAD_WORD, MAGIC_AT),
                            new SocketFilter.Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 1, MAGIC),
                            new SocketFilter.Instruction(SocketFilter.RETURN, SocketFilter.WHOLE),
                            new SocketFilter.Instruction(SocketFilter.RETURN, 0)));

    private final DuplicateMeter meter;
    private final AtomicLong sent = new AtomicLong();
    private final NamespaceThread receiver;
    private final NamespaceThread sender;

    /** Sends from the interface {@code eth0} of one namespace to that of the other. */
    public PathTracer(String from, String to, Duration interval) throws IOException {
        meter = new DuplicateMeter(interval.toNanos());
        receiver = NamespaceThread.start(to, "tracer-receive", this::receive);
        sender =
                NamespaceThread.start(
                        from, "tracer-send", (ready, stop) -> send(interval, ready, stop));
    }

    /** Time in which two gates were open at once, to the resolution of one interval; 0 = never. */
    public double dualActiveMillis() {
        return meter.dualActiveMillis();
    }

    public long duplicates() {
        return meter.duplicates();
    }

    /** Frames that crossed, each counted once. */
    public long crossed() {
        return meter.count();
    }

    public long sent() {
        return sent.get();
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }

    private void receive(Runnable ready, NamespaceThread.Stop stop) throws IOException {
        byte[] frame = new byte[FRAME_BYTES];
        try (PacketSocket socket = PacketSocket.open("eth0", TRACERS, List.of(GROUP))) {
            PacketPoll poll = new PacketPoll(1);
            NamespaceThread.punctual();
            ready.run();
            while (!stop.requested()) {
                poll.await(List.of(socket), 100);
                long now = System.nanoTime();
                while (socket.receive(frame) >= NUMBER_AT + Long.BYTES) {
                    meter.record(ByteBuffer.wrap(frame).getLong(NUMBER_AT), now);
                }
            }
        }
    }

    private void send(Duration interval, Runnable ready, NamespaceThread.Stop stop)
            throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
        frame.put(GROUP).put(SOURCE).putShort((short) ETHERTYPE).putInt(MAGIC).clear();
        try (PacketSocket socket = PacketSocket.openForSending("eth0")) {
            NamespaceThread.punctual();
            ready.run();
            while (!stop.requested()) {
                frame.putLong(NUMBER_AT, sent.getAndIncrement());
                socket.send(frame);
                LockSupport.parkNanos(interval.toNanos());
            }
        }
    }
}
