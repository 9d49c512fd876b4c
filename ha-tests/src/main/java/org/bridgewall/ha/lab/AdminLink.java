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
import java.util.Map;
import java.util.Optional;

/**
 * Questions and orders to an agent over its unix socket, without a process for each: watching does
 * not disturb what is measured. An agent that is frozen, or gone, gives no answer.
 *
 * <p>Thread rule: any thread.
 */
final class AdminLink {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** An order takes as long as what it orders. */
    private static final Duration ORDER = Duration.ofSeconds(20);

    private AdminLink() {}

    /** The document that a command returns; empty where the agent gives none in time. */
    static Optional<JsonNode> ask(Path socket, String command) {
        try {
            JsonNode result = exchange(socket, command, Map.of(), LOOK).path("result");
            return result.isMissingNode() ? Optional.empty() : Optional.of(result);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives an order.
     *
     * @throws IOException it was refused, or not answered in time
     */
    static void order(Path socket, String command, Map<String, String> arguments)
            throws IOException {
        JsonNode answer = exchange(socket, command, arguments, ORDER);
        if (answer.has("error")) {
            throw new IOException(command + ": " + answer.path("error").path("message").asText());
        }
    }

    private static JsonNode exchange(
            Path socket, String command, Map<String, String> arguments, Duration limit)
            throws IOException {
        String request =
                JSON.writeValueAsString(
                        Map.of("command", command, "arguments", arguments, "output", "json"));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.UTF_8.encode(request + "\n"));
            return answer(channel, limit);
        }
    }

    /** The last line of an answer: those before it tell of progress. */
    private static JsonNode answer(SocketChannel channel, Duration limit) throws IOException {
        channel.configureBlocking(false);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        long deadline = System.nanoTime() + limit.toNanos();
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (System.nanoTime() - deadline < 0) {
                selector.select(key -> {}, 100);
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    throw new IOException("the agent closed the connection");
                }
                text.write(buffer.array(), 0, count);
                if (count > 0 && buffer.array()[count - 1] == '\n') {
                    String[] lines = text.toString(StandardCharsets.UTF_8).split("\n", -1);
                    JsonNode last = JSON.readTree(lines[lines.length - 2]);
                    if (last.has("result") || last.has("error")) {
                        return last;
                    }
                }
            }
        }
        throw new IOException("no answer within " + limit.toMillis() + " ms");
    }
}
