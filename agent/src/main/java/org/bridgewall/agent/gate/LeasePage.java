package org.bridgewall.agent.gate;

import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.linux.MappedLongs;

/**
 * The page that the fence program and the agent share: one value of an eBPF array map, as 64-bit
 * words.
 *
 * <pre>
 * word  0      deadline: CLOCK_MONOTONIC nanoseconds until which frames pass; 0 = closed
 * word  1      trips: times the loop guard closed an open lease
 * word  2      expiries: times the first frame after the deadline closed the lease for good
 * word  8      refused: frames that were not let in (a cache line of its own)
 * word 16+2n   leg n: the secret word of its probes; 0 = no such leg
 * word 17+2n   leg n: its interface index
 * word 80+n    leg n: when a spanning tree last spoke there, CLOCK_MONOTONIC nanoseconds; 0 = never
 * </pre>
 *
 * <p>Who writes what. Deadline: the agent (any value), the program (only 0). Counters and trees:
 * the program. Legs: the agent. The deadline stays word 0 in every version of this layout.
 *
 * <p>Thread rule: any thread; each access is atomic.
 */
final class LeasePage {
    static final int DEADLINE = 0;
    static final int TRIPS = 1;
    static final int EXPIRIES = 2;
    static final int REFUSED = 8;
    static final int LEGS = 16;
    static final int WORDS_PER_LEG = 2;
    static final int TREES = LEGS + WireHeader.MAX_LEGS * WORDS_PER_LEG;
    static final int BYTES = 1024;

    private final MappedLongs words;

    LeasePage(MappedLongs words) {
        this.words = words;
    }

    long deadlineNanos() {
        return words.get(DEADLINE);
    }

    void deadlineNanos(long nanos) {
        words.set(DEADLINE, nanos);
    }

    boolean moveDeadline(long fromNanos, long toNanos) {
        return words.compareAndSet(DEADLINE, fromNanos, toNanos);
    }

    long trips() {
        return words.get(TRIPS);
    }

    long expiries() {
        return words.get(EXPIRIES);
    }

    long refused() {
        return words.get(REFUSED);
    }

    long treeNanos(int leg) {
        return words.get(TREES + leg);
    }

    /**
     * Makes the loop guard know a leg: the word that its probes carry and where they may come in.
     */
    void leg(int leg, long cookie, int ifindex) {
        int at = LEGS + leg * WORDS_PER_LEG;
        words.set(at, 0);
        words.set(at + 1, ifindex);
        words.set(at, cookie);
    }

    /** Gives a leg's probes a new secret word. */
    void cookie(int leg, long cookie) {
        words.set(LEGS + leg * WORDS_PER_LEG, cookie);
    }
}
