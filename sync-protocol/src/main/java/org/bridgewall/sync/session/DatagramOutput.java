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

    /** Puts what was sent on the wire now, if it was kept to go together. */
    default void flush() {}

    /**
     * Length of the shortest datagram that was too long for the path (EMSGSIZE), of those refused
     * since the last call; 0 = none.
     */
    default int takeTooLong(int path) {
        return 0;
    }
}
