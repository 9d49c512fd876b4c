package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One TCP connection with full windows in both directions: a paced stream of known bytes to the
 * echo server, each returned byte compared. It is the connection that dies of stale windows.
 *
 * <p>Thread rule: one thread of its own; questions from any thread.
 */
public final class BulkConnection implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final long TICK_NANOS = 5_000_000;

    private final long bytesPerSecond;
    private final NamespaceThread thread;
    private volatile long lastEchoNanos;
    private volatile long returnedBytes;
    private volatile String broken = "";

    public BulkConnection(String namespace, InetSocketAddress server, long bytesPerSecond)
            throws IOException {
        this.bytesPerSecond = bytesPerSecond;
        thread =
                NamespaceThread.start(
                        namespace,
                        "bulk",
                        (ready, stop) -> {
                            try (SocketChannel channel = SocketChannel.open()) {
                                channel.socket().connect(server, 5_000);
                                channel.configureBlocking(false);
                                ready.run();
                                stream(channel, stop);
                            } catch (IOException e) {
                                broken = "bulk: " + e.getMessage();
                                throw e;
                            }
                        });
    }

    /** Whether the stream is intact and bytes have come back after the instant. */
    public boolean aliveSince(long nanos) {
        return broken.isEmpty() && returnedBytes > 0 && lastEchoNanos - nanos > 0;
    }

    public long returnedBytes() {
        return returnedBytes;
    }

    /** Why the connection is dead; empty while it lives. */
    public String broken() {
        return broken;
    }

    @Override
    public void close() {
        thread.close();
    }

    private void stream(SocketChannel channel, NamespaceThread.Stop stop) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(CHUNK_BYTES).limit(0);
        ByteBuffer in = ByteBuffer.allocateDirect(CHUNK_BYTES);
        long begun = System.nanoTime();
        long sent = 0;
        long returned = 0;
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (!stop.requested()) {
                selector.select(key -> {}, TICK_NANOS / 1_000_000);
                int count = channel.read(in.clear());
                while (count > 0) {
                    returned = verify(in.flip(), returned);
                    count = channel.read(in.clear());
                }
                if (count < 0) {
                    throw new IOException("closed by the other end");
                }
                long allowed = (System.nanoTime() - begun) / 1_000_000 * bytesPerSecond / 1_000;
                // After a stall the stream goes on at its own rate; it does not catch up.
                allowed = Math.min(allowed, returned + bytesPerSecond / 4);
                while (sent < allowed) {
                    if (!out.hasRemaining()) {
                        fill(out.clear(), sent);
                    }
                    int written = channel.write(out);
                    if (written == 0) {
                        break;
                    }
                    sent += written;
                }
            }
        }
    }

    private static void fill(ByteBuffer out, long position) {
        for (int i = 0; i < CHUNK_BYTES; i++) {
            out.put(expected(position + i));
        }
        out.flip();
    }

    private long verify(ByteBuffer in, long position) throws IOException {
        long at = position;
        while (in.hasRemaining()) {
            byte here = in.get();
            if (here != expected(at)) {
                throw new IOException(
                        "byte " + at + ": " + here + " (expected: " + expected(at) + ")");
            }
            at++;
        }
        returnedBytes = at;
        lastEchoNanos = System.nanoTime();
        return at;
    }

    /** Not periodic in any power of two, so that a lost or repeated segment shows. */
    private static byte expected(long position) {
        return (byte) (position % 251);
    }
}
