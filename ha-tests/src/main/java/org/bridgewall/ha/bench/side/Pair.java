package org.bridgewall.ha.bench.side;

import java.io.IOException;
import org.bridgewall.ha.lab.Site;

/**
 * A running arrangement: one node leads and forwards, the other stands by.
 *
 * <p>Thread rule: one thread, but {@link #close}, which may come from any and is safe to repeat.
 */
interface Pair extends AutoCloseable {
    Arrangement arrangement();

    Site site();

    /** Builds and starts it; returns when it forwards and the standby is up to date. */
    void up() throws IOException;

    /** The node that forwards, once the pair is up. */
    default String master() {
        return "b1";
    }

    /** The other. */
    default String backup() {
        return master().equals("b1") ? "b2" : "b1";
    }

    /** The daemon that replicates, on a node. */
    Daemon daemon(String node) throws IOException;

    /** The UDP port on which flows reach the standby. */
    int replicationPort();

    /** How many records of the master the standby holds. */
    long replicated() throws IOException;

    /** Kills the standby's daemon and starts it again; what it held is lost. */
    void restartStandby() throws IOException;

    @Override
    void close() throws IOException;
}
