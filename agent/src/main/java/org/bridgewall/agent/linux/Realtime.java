package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Real-time scheduling and locked memory, for the threads that adverts and leases depend on
 * (sched(7), mlock(2)).
 *
 * <p>Thread rule: {@link #lockMemory} changes the whole process, the others the calling platform
 * thread. Never call those from a virtual thread.
 */
public final class Realtime {
    private static final int SCHED_FIFO = 1;
    private static final int SCHED_DEADLINE = 6;
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
    private static final long FLAG_RESET_ON_FORK = 1;

    /** {@code struct sched_attr} of include/uapi/linux/sched/types.h, its first version. */
    private static final int ATTR_BYTES = 48;

    /** Of a reservation. */
    private static final long PERIOD_NANOS = 30_000_000L;

    private static final int PRIO_PROCESS = 0;
    private static final int FIRST_NICE = -19;
    private static final int PREFERRED_NICE = -15;
    private static final int YIELDING_NICE = 5;
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;

    private Realtime() {}

    /**
     * What the kernel answered.
     *
     * @param crowded whether the kernel had no room for a reservation at present
     * @param text for people: what holds now, or why it does not and what would allow it
     */
    public record Outcome(boolean allowed, boolean crowded, String text) {}

    /**
     * Reserves so much of each 30 ms for the calling thread, before all others, and no more ({@code
     * SCHED_DEADLINE}); {@code SCHED_FIFO} where the kernel has no such share to give, or not in
     * this container.
     *
     * <p>The bound is needed: when the JVM replaces code, a thread that calls the old code at that
     * moment spins until the thread that replaces it has gone on. Under {@code SCHED_FIFO} it keeps
     * that one from its processor for as long as the kernel lets it, which is a second.
     *
     * @param nanos of 30,000,000
     * @param priority of {@code SCHED_FIFO}, 1 (lowest) to 99
     */
    public static Outcome reserve(long nanos, int priority) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ATTR_BYTES, Long.BYTES);
            attr.set(JAVA_INT, 0, ATTR_BYTES);
            attr.set(JAVA_INT, 4, SCHED_DEADLINE);
            attr.set(JAVA_LONG, 8, FLAG_RESET_ON_FORK);
            attr.set(JAVA_LONG, 24, nanos);
            attr.set(JAVA_LONG, 32, PERIOD_NANOS);
            attr.set(JAVA_LONG, 40, PERIOD_NANOS);
            long error = SystemCall.SCHED_SETATTR.call(0, attr, 0);
            if (error >= 0) {
                return new Outcome(
                        true, false, "SCHED_DEADLINE, " + nanos / 1_000 + " us of 30 ms");
            }
            Outcome instead = fifo(priority);
            return new Outcome(
                    instead.allowed(),
                    -error == Errno.EBUSY,
                    instead.text() + "; SCHED_DEADLINE: " + Errno.describe((int) -error));
        }
    }

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
                    : new Outcome(true, false, "SCHED_FIFO priority " + priority);
        }
    }

    /**
     * Has the calling thread preferred over ordinary ones, for work that a takeover waits for but
     * that may be long: it must never starve anybody (setpriority(2), nice -15). Without the right
     * to do so, nothing changes.
     *
     * <p>No short slices besides (sched_setattr(2), since Linux 6.12): they have a thread run at
     * each wake-up at once, so that under load it takes little at a time, and more processor time
     * in all.
     */
    public static Outcome prefer() {
        int error = Libc.setpriority(PRIO_PROCESS, 0, PREFERRED_NICE);
        return error < 0
                ? refused("setpriority(" + PREFERRED_NICE + ")", -error, "CAP_SYS_NICE")
                : new Outcome(true, false, "nice " + PREFERRED_NICE);
    }

    /**
     * Before those that are {@linkplain #prefer preferred}: what the calling thread does they wait
     * for.
     */
    public static void preferFirst() {
        Libc.setpriority(PRIO_PROCESS, 0, FIRST_NICE);
    }

    /** The opposite of {@link #prefer}: work of the calling thread for which nobody waits. */
    public static void giveWay() {
        Libc.setpriority(PRIO_PROCESS, 0, YIELDING_NICE);
    }

    /** Keeps every page of the process in memory once it has been touched. */
    public static Outcome lockMemory() {
        int error = Libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
        return error < 0
                ? refused("mlockall", -error, "CAP_IPC_LOCK")
                : new Outcome(true, false, "memory locked");
    }

    private static Outcome refused(String operation, int errno, String capability) {
        return new Outcome(
                false,
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
