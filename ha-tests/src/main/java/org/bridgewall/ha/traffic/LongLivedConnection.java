package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One TCP connection that sends numbered messages and checks that each comes back, once, in order,
 * unchanged. Broken for good by a reset, by an end of stream or by a wrong byte.
 *
 * <p>Thread rule: confined to the thread of its {@link LongLivedConnections}; the two answers are
 * read from any thread.
 */
final class LongLivedConnection {
    static final int MESSAGE_BYTES = 24;
    private static final int MARK = 0x42574c4c;

    private final int id;
    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(64 * MESSAGE_BYTES).limit(0);
    private final ByteBuffer in = ByteBuffer.allocate(64 * MESSAGE_BYTES);
    private long sent;
    private long echoed;
    private volatile long echoedSentNanos;
    private volatile boolean heard;
    private volatile String broken = "";

    LongLivedConnection(int id, SocketChannel channel) {
        this.id = id;
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Why the connection is dead; empty while it lives. */
    String broken() {
        return broken;
    }

    /** Whether a message that was sent after the instant has come back on an unbroken stream. */
    boolean echoedSince(long nanos) {
        return heard && broken.isEmpty() && echoedSentNanos - nanos > 0;
    }

    /** Sends the next message, or lets the kernel have more of the last ones. */
    void send(long nowNanos) {
        if (!broken.isEmpty()) {
            return;
        }
        out.compact();
        if (out.remaining() >= MESSAGE_BYTES) {
            out.putInt(MARK).putInt(id).putLong(sent++).putLong(nowNanos);
        }
        out.flip();
        try {
            channel.write(out);
        } catch (IOException e) {
            fail("write: " + e.getMessage());
        }
    }

    void receive() {
        if (!broken.isEmpty()) {
            return;
        }
        try {
            int count = channel.read(in);
            if (count < 0) {
                fail("closed by the other end");
                return;
            }
        } catch (IOException e) {
            fail("read: " + e.getMessage());
            return;
        }
        in.flip();
        while (in.remaining() >= MESSAGE_BYTES && broken.isEmpty()) {
            check(in.getInt(), in.getInt(), in.getLong(), in.getLong());
        }
        in.compact();
    }

    void fail(String why) {
        broken = why;
        try {
            channel.close();
        } catch (IOException e) {
            broken = why + "; close: " + e.getMessage();
        }
    }

    private void check(int mark, int from, long number, long sentNanos) {
        if (mark != MARK || from != id || number != echoed) {
            fail(
                    "echo: connection "
                            + from
                            + " message "
                            + number
                            + " (expected: "
                            + id
                            + " "
                            + echoed
                            + ")");
            return;
        }
        echoed++;
        echoedSentNanos = sentNanos;
        heard = true;
    }
}
