package org.bridgewall.sync.netty;

import java.io.IOException;

/**
 * Where a thread that sleeps on its own terms takes its datagrams from. Thread rule: that thread
 * calls everything.
 */
public interface DatagramInput extends AutoCloseable {
    /**
     * Makes it ready; before anything else.
     *
     * @throws IOException if an address cannot be bound; names path and address, nothing stays open
     */
    void open() throws IOException;

    /**
     * Hands over what has come, without waiting. Each datagram is valid during its call.
     *
     * @param limit stop soon after so many
     * @return how many
     */
    int drain(DatagramReceiver receiver, int limit);

    /** Whether datagrams wait for room in a socket's send buffer; the next drain sends on. */
    boolean unsent();

    /** Descriptors that are readable while something waits to be drained; the same all the time. */
    int[] descriptors();

    @Override
    void close();
}
