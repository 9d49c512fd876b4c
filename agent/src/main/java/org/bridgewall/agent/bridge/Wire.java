package org.bridgewall.agent.bridge;

/**
 * The data segments as a way to be heard and to look: what is sent goes out of every data port,
 * below the fence, and comes in at another port of this node only if some other path crosses.
 *
 * <p>Thread rule: one thread sends; it never blocks. Frames are given to the {@link WireListener}
 * on the wire's own thread.
 */
public interface Wire extends AutoCloseable {

    /** The payload of the frame that leaves through a leg. */
    @FunctionalInterface
    interface Payloads {
        /**
         * The authenticated advert for one leg, at most {@link WireHeader#MAX_PAYLOAD_BYTES}.
         *
         * @param leg 0 the uplink, 1.. the screened ports
         */
        byte[] of(int leg);
    }

    /**
     * Sends one frame out of the uplink and of every screened port, each with a payload of its own:
     * each leg is a path for itself, and a sealed payload is accepted once.
     *
     * @return ports through which it left; a port that is down, or gone, is left out
     */
    int send(Payloads payloads);

    /**
     * Whether frames have come in that the listener was not given yet. Any thread; once this is
     * false, all that came in before the question has been given.
     */
    boolean behind();

    /**
     * Frames that came in and were not for the listener: damaged, or an old probe of this process.
     */
    long ignoredFrames();

    /** Stops listening; returns when the wire's thread has ended. */
    @Override
    void close();
}
