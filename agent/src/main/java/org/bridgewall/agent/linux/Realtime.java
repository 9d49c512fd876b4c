package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Real-time scheduling and locked memory, for the threads that adverts and leases depend on
 * (sched(7), mlock(2)).
 *
 * <p>Thread rule: {@link #fifo} changes the calling platform thread, {@link #lockMemory} the whole
 * process. Never call {@link #fifo} from a virtual thread.
 */
public final class Realtime {
    private static final int SCHED_FIFO = 1;
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
    private static final int PRIO_PROCESS = 0;
    private static final int PREFERRED_NICE = -15;
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;

    private Realtime() {}

    /**
     * What the kernel answered.
     *
     * @param text for people: what holds now, or why it does not and what would allow it
     */
    public record Outcome(boolean allowed, String text) {}

    /**
     * Puts the calling thread under {@code SCHED_FIFO}; threads that it starts fall back to normal.
     *
     * @param priority 1 (lowest) to 99
     */
    public static Outcome fifo(int priority) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment param = arena.allocate(JAVA_INT);
            param.set(JAVA_INT, 0, priority);
            int error = Libc.schedSetscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, param);
            return error < 0
                    ? refused(
                            "sched_setscheduler(SCHED_FIFO, " + priority + ")",
                            -error,
                            "CAP_SYS_NICE")
                    : new Outcome(true, "SCHED_FIFO priority " + priority);
        }
    }

    /**
     * Has the calling thread preferred over ordinary ones (setpriority(2), nice -15), for work that
     * a takeover waits for but that may be long: it must never starve anybody. Without the right to
     * do so, nothing changes.
     */
    public static Outcome prefer() {
        int error = Libc.setpriority(PRIO_PROCESS, 0, PREFERRED_NICE);
        return error < 0
                ? refused("setpriority(" + PREFERRED_NICE + ")", -error, "CAP_SYS_NICE")
                : new Outcome(true, "nice " + PREFERRED_NICE);
    }

    /** Keeps every page of the process in memory once it has been touched. */
    public static Outcome lockMemory() {
        int error = Libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
        return error < 0
                ? refused("mlockall", -error, "CAP_IPC_LOCK")
                : new Outcome(true, "memory locked");
    }

    private static Outcome refused(String operation, int errno, String capability) {
        return new Outcome(
                false,
                operation
                        + ": "
                        + Errno.describe(errno)
                        + " (errno "
                        + errno
                        + "); needs "
                        + capability);
    }
}
