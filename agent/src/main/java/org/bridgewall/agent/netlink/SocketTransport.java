package org.bridgewall.agent.netlink;

import java.nio.ByteBuffer;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;

/**
 * Carries datagrams over a netlink socket. The kernel answers within the sender's system call, so
 * that the first look nearly always finds the answer; the time-out is for the answer that got lost.
 */
record SocketTransport(NetlinkSocket socket, int timeoutMillis) implements NetlinkTransport {
    @Override
    public void send(ByteBuffer datagram) throws LinuxException {
        socket.send(datagram);
    }

    @Override
    public void receive(ByteBuffer into) throws LinuxException {
        int received = socket.receive(into, false);
        if (received == 0) {
            if (!socket.poll(timeoutMillis)) {
                throw new LinuxException("poll(netlink)", Errno.ETIMEDOUT);
            }
            received = socket.receive(into, false);
        }
        if (received == NetlinkSocket.OVERRUN) {
            throw new LinuxException("recv(netlink)", Errno.ENOBUFS);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
