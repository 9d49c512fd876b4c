package org.bridgewall.sync.cache;

/**
 * The second half of a mark-and-sweep over the records of one type, in steps of bounded work: what
 * was not put, or {@linkplain InternalCache#seen seen}, since the sweep began is removed. Each
 * record carries the generation in which it was last seen; to begin a sweep is to count that one
 * up, so that nothing is marked beforehand, and a sweep that is given up spoils nothing.
 *
 * <p>Thread rule: the cache's.
 */
public final class Sweep {
    /** Bits of a record's flags that hold its generation. */
    static final int GENERATION = 0xfc;

    static final int ONE_GENERATION = 0x04;

    private static final int RECORDS_AT_ONCE = 4_096;

    private final InternalCache cache;
    private final int type;
    private final int generation;
    private final RecordVisitor removing;
    private long next;
    private int removed;
    private boolean done;

    Sweep(InternalCache cache, int type, int generation, RecordVisitor removing) {
        this.cache = cache;
        this.type = type;
        this.generation = generation;
        this.removing = removing;
    }

    /**
     * Goes on removing. Returns whether the sweep is over: through, or void because another of its
     * type has begun.
     *
     * @param records after about so many looked at the step ends
     */
    public boolean step(int records, long nowNanos) {
        done |= cache.generation(type) != generation;
        if (!done) {
            int before = cache.size(type);
            long complete = cache.sweep(type, next, records, removing, nowNanos);
            removed += before - cache.size(type);
            next = complete + 1;
            done = complete == -1L;
        }
        return done;
    }

    int finish(long nowNanos) {
        boolean over = false;
        while (!over) {
            over = step(RECORDS_AT_ONCE, nowNanos);
        }
        return removed;
    }

    /** Records removed so far. */
    public int removed() {
        return removed;
    }
}
