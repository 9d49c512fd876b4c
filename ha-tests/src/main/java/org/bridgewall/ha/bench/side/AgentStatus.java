package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Asks an agent for its status over its socket, without starting a program: a question costs the
 * machine next to nothing.
 *
 * <p>Thread rule: any thread; one connection for each question.
 */
final class AgentStatus {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUESTION =
            "{\"command\":\"status\",\"arguments\":{},\"output\":\"json\"}\n";

    private AgentStatus() {}

    /** The whole status document. */
    static JsonNode ask(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                BufferedReader in =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            channel.write(StandardCharsets.UTF_8.encode(QUESTION));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode answer = JSON.readTree(line);
                if (answer.has("result")) {
                    JsonNode result = answer.get("result");
                    return result.isTextual() ? JSON.readTree(result.asText()) : result;
                }
                if (answer.has("error")) {
                    throw new IOException("status: " + answer.get("error"));
                }
            }
            throw new EOFException("status: the agent closed the connection");
        }
    }

    /** The row of the asked node about itself. */
    static JsonNode self(Path socket) throws IOException {
        for (JsonNode row : ask(socket).path("nodes")) {
            if (row.path("local").asBoolean()) {
                return row;
            }
        }
        throw new IOException("status: no row of the node itself");
    }
}
