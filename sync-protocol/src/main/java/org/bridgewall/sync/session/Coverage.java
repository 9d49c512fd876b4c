package org.bridgewall.sync.session;

/**
 * How much of this node's table a peer is known to hold in its current state. Immutable.
 *
 * @param all share of all records, 0..1: acknowledged, or found equal; never more than is known
 * @param first the same share among records of {@link org.bridgewall.sync.cache.Priority#FIRST}
 * @param lowNanos for how long it has been low, with something that waits long; 0 = it is not
 */
public record Coverage(double all, double first, long lowNanos) {
    static final double ENOUGH = 0.9;
    static final double ENOUGH_FIRST = 0.99;

    /** Nothing is known. */
    static final Coverage NONE = new Coverage(0, 0, 0);

    static double share(int records, double unknownShare, int pending) {
        if (records == 0) {
            return 1;
        }
        double held = records * (1 - unknownShare) - pending;
        return Math.max(0, held / records);
    }

    boolean enough() {
        return all >= ENOUGH && first >= ENOUGH_FIRST;
    }

    Coverage lowFor(long nanos) {
        return new Coverage(all, first, nanos);
    }
}
