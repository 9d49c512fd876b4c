package org.bridgewall.sync.netty;

import org.bridgewall.sync.session.DatagramOutput;

/**
 * Replication's way to its sockets: what one turn of the loop sends goes out together. Thread rule:
 * the replication thread.
 */
public record BatchedOutput(DatagramTransport transport) implements DatagramOutput {
    @Override
    public void send(int path, byte[] datagram, int length) {
        transport.write(path, datagram, length);
    }

    @Override
    public void flush() {
        transport.flush();
    }

    @Override
    public int takeTooLong(int path) {
        return transport.takeTooLong(path);
    }
}
