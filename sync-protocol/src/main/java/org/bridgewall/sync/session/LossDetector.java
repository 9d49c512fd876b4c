package org.bridgewall.sync.session;

import org.bridgewall.sync.wire.AckPart;

/**
 * The receiver's account of which datagrams arrived. A number below the highest seen is decided: it
 * was applied or it is missing for good.
 *
 * <p>Holds the missing numbers as ranges in a ring, from above what the sender has settled up to
 * the highest; the window bounds them. Thread rule: the replication thread.
 */
public final class LossDetector {
    private final long[] firsts;
    private final long[] lasts;
    private int head;
    private int count;
    private long highest;
    private long settled;

    /**
     * @param window most datagrams that a sender may have in flight
     */
    public LossDetector(int window) {
        // Worst case: every other datagram is missing.
        firsts = new long[window / 2 + 1];
        lasts = new long[window / 2 + 1];
    }

    /** Begins a new session. */
    public void reset() {
        head = 0;
        count = 0;
        highest = 0;
        settled = 0;
    }

    /**
     * A datagram arrived. Returns whether it is to be applied; false: it is late or a duplicate.
     */
    public boolean arrived(long sequence) {
        if (sequence <= highest) {
            return false;
        }
        overtaken(sequence - 1);
        highest = sequence;
        return true;
    }

    /** The sender says that it has sent everything up to here: what is not here is missing. */
    public void sentUpTo(long sequence) {
        if (sequence > highest) {
            overtaken(sequence);
            highest = sequence;
        }
    }

    /** A datagram arrived that cannot be applied: to its sender it is as good as lost. */
    public void unusable(long sequence) {
        sentUpTo(sequence);
    }

    private void overtaken(long last) {
        if (last <= highest) {
            return;
        }
        if (count == firsts.length) {
            throw new IllegalStateException("missing ranges: more than the window allows");
        }
        int slot = (head + count++) % firsts.length;
        firsts[slot] = highest + 1;
        lasts[slot] = last;
    }

    /** Whether a number is within the window above what the sender has settled. */
    public boolean acceptable(long sequence, long senderSettled) {
        return sequence - Math.max(senderSettled, settled) <= 2L * (firsts.length - 1)
                && senderSettled <= highest;
    }

    /**
     * A sender that hears no acknowledgements has given up everything up to here: what is not here
     * will not come.
     */
    public void givenUp(long sequence) {
        highest = Math.max(highest, sequence);
        settled(sequence);
    }

    /** The sender knows the fate of everything up to here; it need not be reported again. */
    public void settled(long sequence) {
        settled = Math.max(settled, sequence);
        while (count > 0 && lasts[head] <= settled) {
            head = (head + 1) % firsts.length;
            count--;
        }
        if (count > 0) {
            firsts[head] = Math.max(firsts[head], settled + 1);
        }
    }

    /** Highest number decided; 0 before the first. */
    public long highest() {
        return highest;
    }

    /** Whether nothing is missing that the sender has not settled. */
    public boolean nothingMissing() {
        return count == 0;
    }

    /** Writes the missing ranges into an acknowledgement (as many as it takes). */
    public void report(AckPart ack) {
        boolean room = true;
        for (int i = 0; i < count && room; i++) {
            int slot = (head + i) % firsts.length;
            room = ack.missing(firsts[slot], lasts[slot]);
        }
    }
}
