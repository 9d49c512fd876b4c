package org.bridgewall.agent.bridge;

/** Is told of every probe that arrives at a data port. */
@FunctionalInterface
public interface WireListener {

    /**
     * A frame has come in. Called on the wire's thread: enqueue and return.
     *
     * @param port the port at which it came in
     * @param own whether this process sent it, after its gate last opened; with {@code sentFrom}
     *     another leg than {@code port}, this says that another path crosses the bridge now
     * @param sentFrom the leg through which its sender sent it: 0 uplink, 1.. screened
     * @param payload the advert as it came, not yet authenticated
     * @param nanos when it was taken from the port, {@link System#nanoTime()}
     */
    void frameReceived(String port, boolean own, int sentFrom, byte[] payload, long nanos);
}
