package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bridgewall.agent.linux.NetNamespace;
import org.bridgewall.agent.linux.PacketPoll;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.linux.SocketFilter;
import org.bridgewall.agent.linux.SocketFilter.Instruction;

/**
 * Notes when frames arrive at the standby's end of the sync link, and how long they are.
 *
 * <p>Thread rule: a thread of its own in the standby's namespace; questions from any thread.
 */
final class SyncTap implements AutoCloseable {
    /**
     * It waits in the kernel: a thread that looks again and again takes a processor of a small
     * machine.
     */
    private static final int STOP_MILLIS = 100;

    private static final byte[] GROUP = {0x01, 0x00, 0x5e, 0x61, 0x00, 0x32};
    private static final int FRAME_BYTES = 2048;

    private final List<Frame> frames = new ArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * One arrival.
     *
     * @param nanos System.nanoTime()
     * @param bytes length, link-layer header included
     * @param udpPort destination port of a UDP datagram over IPv4, else 0
     */
    record Frame(long nanos, int bytes, int udpPort) {}

    SyncTap(String namespace, String device) throws IOException {
        thread =
                Thread.ofPlatform()
                        .name("sync-tap")
                        .daemon()
                        .start(() -> listen(namespace, device));
        try {
            ready.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw new IOException("tap of " + device + ": " + e.getCause(), e.getCause());
        }
    }

    /** What has arrived since the last call. */
    List<Frame> take() {
        synchronized (frames) {
            List<Frame> taken = List.copyOf(frames);
            frames.clear();
            return taken;
        }
    }

    private void listen(String namespace, String device) {
        try {
            NetNamespace.enter(namespace);
            Realtime.fifo(1);
            SocketFilter all =
                    new SocketFilter(
                            List.of(new Instruction(SocketFilter.RETURN, SocketFilter.WHOLE)));
            try (PacketSocket socket = PacketSocket.open(device, all, List.of(GROUP))) {
                ready.complete(null);
                byte[] frame = new byte[FRAME_BYTES];
                PacketPoll poll = new PacketPoll(1);
                while (!stopped) {
                    int length = socket.receive(frame);
                    if (length > 0) {
                        synchronized (frames) {
                            frames.add(new Frame(System.nanoTime(), length, udpPort(frame)));
                        }
                    } else {
                        var _ = poll.await(List.of(socket), STOP_MILLIS);
                    }
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private static int udpPort(byte[] frame) {
        boolean udp = frame[12] == 0x08 && frame[13] == 0 && frame[14] == 0x45 && frame[23] == 17;
        return udp ? ((frame[36] & 0xff) << 8) | (frame[37] & 0xff) : 0;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
