package org.bridgewall.agent.loop;

/**
 * Flows that wait to be written, by key hash, each once, in the order in which they came. What
 * changes again while it waits is written once.
 *
 * <p>Thread rule: the replication thread.
 */
final class WarmQueue {
    private static final int MIN_ROOM = 1024;
    private static final int LARGE = 65_536;

    private final WarmLedger waiting = new WarmLedger();
    private long[] hashes = new long[MIN_ROOM];
    private long[] since = new long[MIN_ROOM];
    private int head;
    private int tail;

    /** Flows that wait. */
    int size() {
        return waiting.size();
    }

    void add(long hash, long nowNanos) {
        if (waiting.holds(hash)) {
            return;
        }
        waiting.put(hash, 1);
        if (tail - head == hashes.length) {
            compact();
        }
        if (tail - head == hashes.length) {
            grow();
        }
        int slot = tail++ & (hashes.length - 1);
        hashes[slot] = hash;
        since[slot] = nowNanos;
    }

    boolean holds(long hash) {
        return waiting.holds(hash);
    }

    /** No longer waits; whether it did. */
    boolean cancel(long hash) {
        return waiting.remove(hash);
    }

    /** Whether the first has waited since that instant or longer. */
    boolean ripe(long sinceNanos) {
        while (head != tail && !waiting.holds(hashes[head & (hashes.length - 1)])) {
            head++;
        }
        return head != tail && since[head & (hashes.length - 1)] - sinceNanos <= 0;
    }

    /** Takes the first, which {@link #ripe} has found. */
    long take() {
        long hash = hashes[head++ & (hashes.length - 1)];
        waiting.remove(hash);
        if (waiting.size() == 0 && hashes.length > LARGE) {
            clear(); // a whole replica has waited once, and will not again soon
        }
        return hash;
    }

    void clear() {
        waiting.clear();
        hashes = new long[MIN_ROOM];
        since = new long[MIN_ROOM];
        head = 0;
        tail = 0;
    }

    /** Heap bytes held. */
    long memoryBytes() {
        return waiting.memoryBytes() + 16L * hashes.length;
    }

    /** Drops what was cancelled; of a flow that came again the first place counts. */
    private void compact() {
        WarmLedger seen = new WarmLedger();
        int mask = hashes.length - 1;
        int kept = head;
        for (int i = head; i != tail; i++) {
            long hash = hashes[i & mask];
            if (waiting.holds(hash) && !seen.holds(hash)) {
                seen.put(hash, 1);
                hashes[kept & mask] = hash;
                since[kept++ & mask] = since[i & mask];
            }
        }
        tail = kept;
    }

    private void grow() {
        int old = hashes.length;
        long[] moreHashes = new long[2 * old];
        long[] moreSince = new long[2 * old];
        for (int i = head; i != tail; i++) {
            moreHashes[i & (2 * old - 1)] = hashes[i & (old - 1)];
            moreSince[i & (2 * old - 1)] = since[i & (old - 1)];
        }
        hashes = moreHashes;
        since = moreSince;
    }
}
