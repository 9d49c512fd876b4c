package org.bridgewall.sync.netty;

/** Takes datagrams, on the thread that reads them: must copy what it keeps and not block. */
@FunctionalInterface
public interface DatagramReceiver {
    /**
     * A datagram of the peer came in.
     *
     * @param path index of the path in its transport
     * @param datagram valid only during the call
     * @param receivedNanos {@link System#nanoTime} at the socket
     */
    void onDatagram(int path, byte[] datagram, int length, long receivedNanos);
}
