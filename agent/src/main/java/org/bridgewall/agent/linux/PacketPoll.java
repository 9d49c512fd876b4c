package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Waits until one of several sources of frames has something to say (poll(2)).
 *
 * <p>Thread rule: one thread.
 */
public final class PacketPoll {
    private static final int POLLFD_BYTES = 8;
    private static final short POLLIN = 1;

    private final int capacity;
    private final MemorySegment pollfds;

    /**
     * @param capacity sources at most
     */
    public PacketPoll(int capacity) {
        this.capacity = capacity;
        this.pollfds = Arena.ofAuto().allocate((long) capacity * POLLFD_BYTES, 8);
    }

    /**
     * Waits for a frame or an error at any of the sources.
     *
     * @return sources that have one, 0 on time-out, or {@code -errno}
     */
    public int await(List<? extends Pollable> sources, int timeoutMillis) {
        int count = Math.min(capacity, sources.size());
        for (int i = 0; i < count; i++) {
            long at = (long) i * POLLFD_BYTES;
            pollfds.set(JAVA_INT, at, sources.get(i).descriptor());
            pollfds.set(JAVA_SHORT, at + 4, POLLIN);
            pollfds.set(JAVA_SHORT, at + 6, (short) 0);
        }
        return Libc.poll(pollfds, count, timeoutMillis);
    }
}
