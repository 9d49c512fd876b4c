package org.bridgewall.sync.cache;

/**
 * Hears of every change of an external cache, so that a warm standby can follow. Called on the
 * replication thread; must return at once. The view is valid only during the call.
 */
public interface ExternalCacheListener {
    /** Listens to nothing. */
    ExternalCacheListener NONE =
            new ExternalCacheListener() {
                @Override
                public void stored(RecordView view) {}

                @Override
                public void removed(RecordView view) {}
            };

    /** A record is new or has a new value. */
    void stored(RecordView view);

    /** A record is about to be forgotten. */
    void removed(RecordView view);

    /**
     * All records are hashed anew, because the peer's process has: {@link ExternalCache#keyHash}
     * answers otherwise from now on. None has changed.
     *
     * @param oldSeed what the hashes known so far were made with, see {@link StateHash}
     */
    default void reseeded(long oldSeed) {}
}
