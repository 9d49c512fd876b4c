package org.bridgewall.agent.cli;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A conversation with the agent. Thread rule: one thread. */
final class AgentConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader in;

    AgentConnection(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Sends the request and waits for its end; never returns a {@link Reply.Progress}. */
    Reply ask(Request request, boolean json, Consumer<String> progress) throws IOException {
        ByteBuffer line = StandardCharsets.UTF_8.encode(request.line(json));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        while (true) {
            String answer = in.readLine();
            if (answer == null) {
                throw new EOFException("the agent closed the connection");
            }
            Reply reply = Reply.parse(answer);
            if (!(reply instanceof Reply.Progress said)) {
                return reply;
            }
            progress.accept(said.line());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
