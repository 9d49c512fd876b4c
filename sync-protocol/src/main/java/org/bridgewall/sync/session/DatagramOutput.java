package org.bridgewall.sync.session;

/** Puts datagrams on the wire. Must not block; what cannot be sent is dropped and counted there. */
@FunctionalInterface
public interface DatagramOutput {
    /**
     * Sends one datagram; the bytes may be reused after the call.
     *
     * @param path index of the path in the order in which the paths were given
     */
    void send(int path, byte[] datagram, int length);
}
