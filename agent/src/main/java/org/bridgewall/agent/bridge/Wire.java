package org.bridgewall.agent.bridge;

/**
 * The data segments as a way to be heard and to look: what is sent goes out of every data port,
 * below the fence, and comes in at another port of this node only if some other path crosses.
 *
 * <p>Thread rule: one thread sends; it never blocks. Frames are given to the {@link WireListener}
 * on the wire's own thread.
 */
public interface Wire extends AutoCloseable {

    /**
     * Sends one frame with the payload out of the uplink and of every screened port.
     *
     * @param payload the authenticated advert, at most {@link WireHeader#MAX_PAYLOAD_BYTES}
     * @return ports through which it left; a port that is down, or gone, is left out
     */
    int send(byte[] payload);

    /**
     * Frames that came in and were not for the listener: damaged, or an old probe of this process.
     */
    long ignoredFrames();

    /** Stops listening; returns when the wire's thread has ended. */
    @Override
    void close();
}
