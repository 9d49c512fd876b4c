package org.bridgewall.agent.track;

/** A watcher of one thing. Thread rule: any thread. */
interface Tracker extends AutoCloseable {
    Tracked tracked();

    /** Stops; nothing is told any more once it returns. */
    @Override
    void close();
}
