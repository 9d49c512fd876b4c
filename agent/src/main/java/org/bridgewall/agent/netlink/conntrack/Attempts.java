package org.bridgewall.agent.netlink.conntrack;

import java.util.Arrays;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.sync.flow.Flow;

/**
 * A queue of attempts to write a flow: its number in the source, and what is left out this time. An
 * attempt is a {@code long} so that a hundred thousand of them are no objects.
 */
final class Attempts {
    /** No attempt. */
    static final long NONE = -1;

    private static final long NO_MASTER = 1L << 32;
    private static final long NO_HELPER = 1L << 33;

    // The master may itself be related, and come later in the source: with H.323 four generations
    // (RAS, H.225, H.245, RTP). Each round of tries writes at least one of them.
    private static final int MASTER_TRIES_SHIFT = 34;
    private static final long MASTER_TRIES_MASK = 7;
    private static final int MASTER_TRIES = 6;

    private long[] queue = new long[256];
    private int head;
    private int tail;

    static long first(int index) {
        return index;
    }

    static int index(long attempt) {
        return (int) attempt;
    }

    static boolean withMaster(long attempt) {
        return (attempt & NO_MASTER) == 0;
    }

    static boolean withHelper(long attempt) {
        return (attempt & NO_HELPER) == 0;
    }

    /** What to try after a failure, or {@link #NONE}. Each call leaves out more: it ends. */
    static long after(long attempt, int errno, Flow flow) {
        if (errno == Errno.ENOENT && flow.master.isPresent() && withMaster(attempt)) {
            long failures = 1 + ((attempt >>> MASTER_TRIES_SHIFT) & MASTER_TRIES_MASK);
            return failures < MASTER_TRIES
                    ? attempt + (1L << MASTER_TRIES_SHIFT)
                    : attempt | NO_MASTER;
        }
        if (errno == Errno.EOPNOTSUPP && flow.helperLength != 0 && withHelper(attempt)) {
            return attempt | NO_HELPER;
        }
        return NONE;
    }

    void add(long attempt) {
        if (tail == queue.length) {
            queue = Arrays.copyOf(queue, 2 * queue.length);
        }
        queue[tail++] = attempt;
    }

    long take() {
        long attempt = queue[head++];
        if (head == tail) {
            head = 0;
            tail = 0;
        }
        return attempt;
    }

    int size() {
        return tail - head;
    }

    boolean isEmpty() {
        return head == tail;
    }
}
