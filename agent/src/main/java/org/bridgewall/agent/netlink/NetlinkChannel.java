package org.bridgewall.agent.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the kernel and their answers: one at a time, each with its own sequence number.
 *
 * <pre>{@code
 * MessageWriter request = channel.request(RTM_SETLINK);
 * request.u8(AF_UNSPEC)...;
 * channel.execute("set link br0 up", request);
 * }</pre>
 *
 * <p>Every method throws {@link LinuxException} with the operation and the kernel's words where the
 * kernel refuses, {@link MalformedNetlinkException} where its answer cannot be read. After either,
 * the channel can be used again: late answers are recognised by their sequence number.
 *
 * <p>Thread rule: one thread.
 */
public final class NetlinkChannel implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int REQUEST_BYTES = 64 * 1024;
    // The kernel fills dump datagrams up to 32 KiB.
    private static final int ANSWER_BYTES = 128 * 1024;
    private static final int DUMP_PASSES = 10;

    private final NetlinkTransport transport;
    private final MessageWriter writer = new MessageWriter(REQUEST_BYTES);
    private final ByteBuffer answer =
            ByteBuffer.allocateDirect(ANSWER_BYTES).order(ByteOrder.nativeOrder());
    private final Message message = new Message();
    private int sequence;

    public NetlinkChannel(NetlinkTransport transport) {
        this.transport = transport;
    }

    /**
     * Opens a socket of its own in the calling thread's network namespace.
     *
     * @param protocol {@link NetlinkSocket#ROUTE} or {@link NetlinkSocket#NETFILTER}
     */
    public static NetlinkChannel open(int protocol) throws LinuxException {
        return over(NetlinkSocket.open(protocol));
    }

    /** A channel over a socket that it then owns. */
    public static NetlinkChannel over(NetlinkSocket socket) {
        return new NetlinkChannel(new SocketTransport(socket, TIMEOUT_MILLIS));
    }

    /** Begins a request. The writer is the channel's own: finish one request before the next. */
    public MessageWriter request(int type) {
        return request(type, 0);
    }

    /**
     * Begins a request.
     *
     * @param flags beyond those that the channel sets: {@link Message#F_CREATE} and the like
     */
    public MessageWriter request(int type, int flags) {
        return writer.clear().begin(type, flags);
    }

    /** Sends a request that changes something, and waits for its acknowledgement. */
    public void execute(String operation, MessageWriter request) throws IOException {
        query(operation, request, ignored -> {});
    }

    /** Sends a request and hands over what comes before its acknowledgement. */
    public void query(String operation, MessageWriter request, MessageHandler handler)
            throws IOException {
        exchange(operation, request, Message.F_ACK, handler);
    }

    /**
     * Reads a whole table. A pass that the table changed under is repeated, after {@link
     * MessageHandler#restarted()}; after ten such passes the error is EBUSY.
     */
    public void dump(String operation, MessageWriter request, MessageHandler handler)
            throws IOException {
        for (int pass = 0; pass < DUMP_PASSES; pass++) {
            if (pass > 0) {
                handler.restarted();
            }
            if (exchange(operation, request, Message.F_DUMP, handler)) {
                return;
            }
        }
        throw new LinuxException(
                operation,
                Errno.EBUSY,
                "the table changed under each of " + DUMP_PASSES + " dumps");
    }

    /** Returns false where a dump was interrupted. */
    private boolean exchange(
            String operation, MessageWriter request, int flags, MessageHandler handler)
            throws IOException {
        request.seal(Message.F_REQUEST | flags, ++sequence);
        Exchange exchange = new Exchange(operation, handler);
        try {
            transport.send(request.datagram());
            while (!exchange.finished) {
                transport.receive(answer);
                exchange.take(answer);
            }
        } catch (LinuxException e) {
            throw exchange.worst(new LinuxException(operation, e.errno(), e.operation()));
        }
        exchange.throwFailure();
        return !exchange.interrupted;
    }

    @Override
    public void close() {
        transport.close();
    }

    /**
     * One request's answers. A fault in one message does not end the exchange: the rest is read and
     * dropped, or the next dump on this socket would meet this one still running (EBUSY).
     */
    private final class Exchange {
        private final String operation;
        private final MessageHandler handler;
        private @Nullable IOException failure;
        private boolean interrupted;
        private boolean finished;

        Exchange(String operation, MessageHandler handler) {
            this.operation = operation;
            this.handler = handler;
        }

        void take(ByteBuffer datagram) {
            message.over(datagram);
            try {
                while (!finished && message.next()) {
                    if (message.sequence() == sequence) {
                        take(message);
                    }
                }
            } catch (MalformedNetlinkException e) {
                failure = worst(e);
            }
        }

        private void take(Message one) throws MalformedNetlinkException {
            interrupted |= one.type() != Message.ERROR && one.hasFlag(Message.F_DUMP_INTR);
            switch (one.type()) {
                case Message.NOOP -> {}
                case Message.ERROR, Message.DONE -> {
                    finished = true;
                    NetlinkError error = NetlinkError.of(one);
                    if (!error.isAcknowledgement()) {
                        failure = worst(error.toException(operation));
                    }
                }
                default -> {
                    if (failure == null) {
                        handler.message(one);
                    }
                }
            }
        }

        IOException worst(IOException later) {
            IOException first = failure;
            return first == null ? later : first;
        }

        void throwFailure() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
