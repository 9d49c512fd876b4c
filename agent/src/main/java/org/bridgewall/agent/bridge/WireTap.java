package org.bridgewall.agent.bridge;

import org.bridgewall.agent.linux.Pollable;

/**
 * Where the frames of one port are heard, before the gate and in every port state: probes of one
 * instance, and whether a spanning tree speaks.
 *
 * <p>Thread rule: one thread receives and refreshes; any waits by {@link #descriptor}. {@link
 * #close} only when both have ended.
 */
public interface WireTap extends Pollable, AutoCloseable {
    /** What {@link #receive} returns when there is no frame. */
    int NOTHING = -1;

    /**
     * Takes one frame, if there is one, into {@code frame} from its start.
     *
     * @return its length in bytes; 0 = it was none for the listener; negative = there is none
     */
    int receive(byte[] frame);

    /** When a spanning tree was last heard, {@link System#nanoTime()}; 0 = never. */
    long treeNanos();

    /** To be called each {@value PacketWire#REFRESH_NANOS} ns. */
    void refresh();

    @Override
    void close();
}
