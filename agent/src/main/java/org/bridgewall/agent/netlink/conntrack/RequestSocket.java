package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.linux.ReceiveBatch;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.NetlinkError;

/**
 * Sends many requests in one datagram; only those that fail are answered. The kernel works through
 * the datagram within the system call that sends it, so when that returns all errors are there to
 * read, and no answer means success.
 *
 * <p>Thread rule: one thread at a time.
 */
final class RequestSocket implements RequestTransport, AutoCloseable {
    // Errors are capped: code, header of the request, and a sentence of the kernel.
    private static final int ERROR_BYTES = 512;
    private static final int BUFFER_BYTES = 4 << 20;

    private final NetlinkSocket socket;
    private final ReceiveBatch errors = new ReceiveBatch(RequestBatch.MAX_REQUESTS, ERROR_BYTES);
    private final Message message = new Message();

    private RequestSocket(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's network namespace. */
    static RequestSocket open() throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        try {
            socket.receiveBufferForce(BUFFER_BYTES);
            socket.sendBufferForce(BUFFER_BYTES);
            return new RequestSocket(socket);
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    int portId() {
        return socket.portId();
    }

    @Override
    public void exchange(RequestBatch batch) throws IOException {
        socket.send(batch.writer().datagram());
        int count;
        while ((count = socket.receive(errors, false)) != 0) {
            if (count == NetlinkSocket.OVERRUN) {
                batch.failed(-1, new NetlinkError(Errno.ENOBUFS, "answers were dropped"));
            }
            for (int slot = 0; slot < count; slot++) {
                message.over(errors.datagram(slot));
                while (message.next()) {
                    take(batch);
                }
            }
        }
    }

    private void take(RequestBatch batch) throws IOException {
        if (message.type() != Message.ERROR) {
            return;
        }
        int request = message.sequence() - batch.firstSequence();
        if (request < 0 || request >= batch.size()) {
            return; // an answer to a batch before, which a fault kept unread
        }
        NetlinkError error = NetlinkError.of(message);
        if (!error.isAcknowledgement()) {
            batch.failed(request, error);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
