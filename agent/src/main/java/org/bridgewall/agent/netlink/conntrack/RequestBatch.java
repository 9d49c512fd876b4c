package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.linux.ReceiveBatch;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkError;

/**
 * Many requests in one datagram; only those that fail are answered. The kernel works through the
 * datagram within the system call that sends it, so when that returns all errors are there to read,
 * and no answer means success.
 *
 * <p>Thread rule: one thread.
 */
final class RequestBatch implements AutoCloseable {
    static final int MAX_REQUESTS = 128;

    // Errors are capped: code, header of the request, and a sentence of the kernel.
    private static final int ERROR_BYTES = 512;
    private static final int BUFFER_BYTES = 4 << 20;

    /** Takes the errors of a batch. */
    @FunctionalInterface
    interface ErrorSink {
        /**
         * Takes one failure.
         *
         * @param request number of the request within the batch, or -1: the kernel dropped answers
         * @param error never a success
         */
        void failed(int request, NetlinkError error);
    }

    private final NetlinkSocket socket;
    private final MessageWriter writer =
            new MessageWriter(MAX_REQUESTS * ConntrackEncoder.MAX_MESSAGE_BYTES);
    private final ReceiveBatch errors = new ReceiveBatch(MAX_REQUESTS, ERROR_BYTES);
    private final Message message = new Message();
    private int firstSequence = 1;

    private RequestBatch(NetlinkSocket socket) {
        this.socket = socket;
    }

    static RequestBatch open() throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        try {
            socket.receiveBufferForce(BUFFER_BYTES);
            socket.sendBufferForce(BUFFER_BYTES);
            return new RequestBatch(socket);
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    int portId() {
        return socket.portId();
    }

    MessageWriter writer() {
        return writer;
    }

    /** Sequence number for the next request to be written. */
    int nextSequence() {
        return firstSequence + writer.messages();
    }

    boolean isFull() {
        return writer.messages() >= MAX_REQUESTS;
    }

    /** Forgets what was written. */
    void discard() {
        writer.clear();
    }

    /** Sends what was written, if anything, and tells of each request that failed. */
    void send(ErrorSink sink) throws IOException {
        int requests = writer.messages();
        if (requests == 0) {
            return;
        }
        ByteBuffer datagram = writer.datagram();
        socket.send(datagram);
        int count;
        while ((count = socket.receive(errors, false)) != 0) {
            if (count == NetlinkSocket.OVERRUN) {
                sink.failed(-1, new NetlinkError(Errno.ENOBUFS, "answers were dropped"));
            }
            for (int slot = 0; slot < count; slot++) {
                message.over(errors.datagram(slot));
                while (message.next()) {
                    take(requests, sink);
                }
            }
        }
        firstSequence += requests;
        writer.clear();
    }

    private void take(int requests, ErrorSink sink) throws IOException {
        if (message.type() != Message.ERROR) {
            return;
        }
        int request = message.sequence() - firstSequence;
        if (request < 0 || request >= requests) {
            return; // an answer to a batch before, which a fault kept unread
        }
        NetlinkError error = NetlinkError.of(message);
        if (!error.isAcknowledgement()) {
            sink.failed(request, error);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
