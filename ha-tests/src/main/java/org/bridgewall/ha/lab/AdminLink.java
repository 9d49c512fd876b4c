package org.bridgewall.ha.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Questions to an agent over its unix socket, without a process for each: watching does not disturb
 * what is measured. An agent that is frozen, or gone, gives no answer.
 *
 * <p>Thread rule: any thread.
 */
final class AdminLink {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private AdminLink() {}

    /** The document that a command returns; empty where the agent gives none in time. */
    static Optional<JsonNode> ask(Path socket, String command) {
        String line = "{\"command\":\"" + command + "\",\"arguments\":{},\"output\":\"json\"}\n";
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.UTF_8.encode(line));
            JsonNode result = JSON.readTree(line(channel)).path("result");
            return result.isMissingNode() ? Optional.empty() : Optional.of(result);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String line(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (System.nanoTime() - deadline < 0) {
                selector.select(key -> {}, 100);
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    throw new IOException("the agent closed the connection");
                }
                line.write(buffer.array(), 0, count);
                if (count > 0 && buffer.array()[count - 1] == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
            }
        }
        throw new IOException("no answer within " + LIMIT.toMillis() + " ms");
    }
}
