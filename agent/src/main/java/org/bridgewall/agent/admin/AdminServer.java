package org.bridgewall.agent.admin;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unix socket on which the agent answers.
 *
 * <p>Thread rule: {@link #start} and {@link #close} once each, any thread. One virtual thread for
 * each connection.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    private final Path path;
    private final String group;
    private final AdminLimits limits;
    private final Dispatcher dispatcher;
    private final Watchdog watchdog = new Watchdog("admin-watchdog");
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocketChannel listener;
    private @Nullable Object fileKey;

    /**
     * A server that does not listen yet.
     *
     * @param group may use the socket beside the owner; must exist
     * @param commands by name, such as {@code policy.apply}
     */
    public AdminServer(
            Path path, String group, Map<String, AdminCommand> commands, AdminLimits limits) {
        this.path = path;
        this.group = group;
        this.limits = limits;
        this.dispatcher = new Dispatcher(commands, watchdog, limits);
    }

    /**
     * Listens and returns.
     *
     * @throws IOException where another agent answers at the path, or the file cannot be made
     */
    public void start() throws IOException {
        ServerSocketChannel channel = AdminSocket.listen(path, group);
        listener = channel;
        fileKey = keyOfFile();
        Thread.ofPlatform().daemon().name("admin-accept").start(() -> accept(channel));
    }

    private void accept(ServerSocketChannel channel) {
        while (channel.isOpen()) {
            try {
                SocketChannel connection = channel.accept();
                connections.add(connection);
                Thread.ofVirtual().name("admin").start(() -> serve(connection));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                log.warn("admin socket: accept: {}", e.getMessage());
                pause();
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            LineChannel lines = new LineChannel(connection, watchdog, limits);
            if (connections.size() > limits.connections()) {
                lines.writeLine(
                        Replies.error(
                                AdminException.UNAVAILABLE,
                                "%d clients already".formatted(limits.connections())));
                return;
            }
            String caller =
                    connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    dispatcher.answer(line, caller, lines);
                }
            } catch (AdminException e) {
                lines.writeLine(Replies.error(e.code(), String.valueOf(e.getMessage())));
            }
        } catch (IOException e) {
            log.debug("admin client lost: {}", e.toString());
        } finally {
            connections.remove(connection);
        }
    }

    /** Running out of descriptors must not turn into a busy loop. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all connections and removes the file, unless a successor has replaced it already. */
    @Override
    public void close() {
        try {
            if (listener != null) {
                listener.close();
                Object ours = fileKey;
                if (ours != null && ours.equals(keyOfFile())) {
                    Files.deleteIfExists(path);
                }
            }
            for (SocketChannel connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            log.warn("admin socket: close: {}", e.getMessage());
        } finally {
            watchdog.close();
        }
    }

    private @Nullable Object keyOfFile() {
        try {
            return Files.readAttributes(path, "fileKey").get("fileKey");
        } catch (IOException e) {
            return null;
        }
    }
}
