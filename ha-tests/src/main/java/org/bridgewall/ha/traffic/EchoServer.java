package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/**
 * Returns every byte and every datagram that it receives (RFC 862), over IPv4 and IPv6.
 *
 * <p>Thread rule: two threads of its own, TCP and UDP; {@link #close} from any thread.
 */
public final class EchoServer implements AutoCloseable {
    public static final int PORT = 7;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final NamespaceThread tcp;
    private final NamespaceThread udp;

    /** Listens in the namespace; returns when both sockets are bound. */
    public EchoServer(String namespace) throws IOException {
        tcp = NamespaceThread.start(namespace, "echo-tcp", EchoServer::serveTcp);
        udp = NamespaceThread.start(namespace, "echo-udp", EchoServer::serveUdp);
    }

    @Override
    public void close() {
        tcp.close();
        udp.close();
    }

    private static void serveUdp(Runnable ready, NamespaceThread.Stop stop) throws IOException {
        NamespaceThread.punctual();
        ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.bind(new InetSocketAddress(PORT));
            ready.run();
            while (!stop.requested()) {
                var sender = channel.receive(buffer.clear());
                try {
                    channel.send(buffer.flip(), sender);
                } catch (IOException e) {
                    // A datagram that cannot be returned is one that was lost: the client sees it.
                }
            }
        }
    }

    /**
     * An ordinary thread: the path of what it sends runs in its name, and bulk before all ordinary
     * threads would keep the agents from the processors, as no network does.
     */
    private static void serveTcp(Runnable ready, NamespaceThread.Stop stop) throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.configureBlocking(false);
            listener.bind(new InetSocketAddress(PORT), 1024);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            ready.run();
            try {
                while (!stop.requested()) {
                    selector.select(100);
                    Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                    while (keys.hasNext()) {
                        SelectionKey key = keys.next();
                        keys.remove();
                        if (key.isAcceptable()) {
                            accept(listener, selector);
                        } else {
                            echo(key);
                        }
                    }
                }
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    private static void accept(ServerSocketChannel listener, Selector selector) throws IOException {
        SocketChannel channel = listener.accept();
        while (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(BUFFER_BYTES));
            channel = listener.accept();
        }
    }

    /** The buffer is in read position between calls: it holds what is still to be returned. */
    private static void echo(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        try {
            if (channel.read(buffer) < 0) {
                channel.close();
                return;
            }
            channel.write(buffer.flip());
            buffer.compact();
            int interest = buffer.hasRemaining() ? SelectionKey.OP_READ : 0;
            key.interestOps(buffer.position() > 0 ? interest | SelectionKey.OP_WRITE : interest);
        } catch (IOException e) {
            channel.close();
        }
    }
}
