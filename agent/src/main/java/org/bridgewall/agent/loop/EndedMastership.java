package org.bridgewall.agent.loop;

/**
 * What a master that hands over tells its successor with its last changes: its gate is shut for
 * good in that epoch. It never becomes untrue, however late it is heard.
 *
 * @param vrid of the instance, 0..255
 * @param epoch of the mastership, below 2^55
 */
public record EndedMastership(int vrid, long epoch) {
    private static final int VRID_BITS = 8;
    private static final int VRID_MASK = 0xff;

    static EndedMastership of(long mark) {
        return new EndedMastership((int) (mark & VRID_MASK), mark >>> VRID_BITS);
    }

    /** As a heartbeat carries it; see {@code replication.proto}. */
    long mark() {
        return epoch << VRID_BITS | vrid;
    }
}
