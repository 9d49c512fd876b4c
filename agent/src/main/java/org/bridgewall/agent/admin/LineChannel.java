package org.bridgewall.agent.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 over a blocking channel, each within a time limit: a client that stalls loses its
 * connection. Thread rule: the connection's thread.
 */
final class LineChannel {
    private final SocketChannel channel;
    private final Watchdog watchdog;
    private final AdminLimits limits;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

    LineChannel(SocketChannel channel, Watchdog watchdog, AdminLimits limits) {
        this.channel = channel;
        this.watchdog = watchdog;
        this.limits = limits;
    }

    /**
     * Waits for the next line, up to the idle limit for its first byte.
     *
     * @return null at the end of the stream
     * @throws IOException also when the limit has passed and the channel is closed
     * @throws AdminException where the line is longer than allowed
     */
    @Nullable String readLine() throws IOException, AdminException {
        if (!buffer.hasRemaining() && !fill(limits.idle())) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (Watchdog.Watch _ = watchdog.watch(limits.transfer(), this::cut)) {
            while (true) {
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        return line.toString(StandardCharsets.UTF_8);
                    }
                    line.write(next);
                }
                if (line.size() > limits.requestBytes()) {
                    throw new AdminException(
                            AdminException.BAD_REQUEST,
                            "request longer than %d bytes".formatted(limits.requestBytes()));
                }
                if (!fill(limits.transfer())) {
                    return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    /** Sends the line as a whole, or loses the client. */
    void writeLine(byte[] line) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        try (Watchdog.Watch _ = watchdog.watch(limits.transfer(), this::cut)) {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }

    private boolean fill(Duration limit) throws IOException {
        buffer.clear();
        try (Watchdog.Watch _ = watchdog.watch(limit, this::cut)) {
            return channel.read(buffer) > 0;
        } finally {
            buffer.flip();
        }
    }

    private void cut() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
