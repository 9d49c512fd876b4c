package org.bridgewall.agent.netlink;

import java.nio.ByteBuffer;
import org.bridgewall.agent.linux.LinuxException;

/** Carries datagrams to the kernel and back. Thread rule: one thread. */
public interface NetlinkTransport extends AutoCloseable {
    /** Sends what is between position and limit as one datagram. */
    void send(ByteBuffer datagram) throws LinuxException;

    /**
     * Receives the next datagram into the whole buffer: position 0, limit at its end.
     *
     * @throws LinuxException ETIMEDOUT where the kernel stays silent, ENOBUFS where it dropped
     *     answers
     */
    void receive(ByteBuffer into) throws LinuxException;

    @Override
    void close();
}
