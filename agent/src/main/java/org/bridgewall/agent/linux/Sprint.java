package org.bridgewall.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads that a hand-over waits for while no gate is open. For that time, and no longer, they
 * are under {@code SCHED_FIFO}, below the threads of leases and adverts. An ordinary thread,
 * however preferred, may have to wait for its turn for tens of milliseconds on a busy machine,
 * because the kernel shares a processor among groups of processes first (sched(7), autogroup and
 * cgroups).
 *
 * <p>Thread rule: any thread; no lock is held.
 */
public final class Sprint {
    private static final int PRIORITY = 10;

    private final Set<Integer> members = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean();

    /** A thread's work with the thread as a member, from its start to its end. */
    public Runnable member(Runnable work) {
        return () -> {
            Integer tid = own();
            members.add(tid);
            try {
                work.run();
            } finally {
                members.remove(tid);
            }
        };
    }

    private static Integer own() {
        try {
            return Integer.valueOf(
                    Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
        } catch (IOException e) {
            throw new IllegalStateException("/proc/thread-self: " + e.getMessage(), e);
        }
    }

    /** How many threads take part. */
    int members() {
        return members.size();
    }

    /**
     * Begins or ends it for all members; nothing happens if it is so already. Where the kernel does
     * not allow it ({@code CAP_SYS_NICE}), they stay ordinary threads.
     */
    public void run(boolean wanted) {
        if (running.getAndSet(wanted) == wanted) {
            return;
        }
        boolean applied;
        do {
            // Somebody else may want the contrary meanwhile: whoever ends last looks again.
            applied = running.get();
            for (int tid : members) {
                var _ = applied ? Realtime.fifo(tid, PRIORITY) : Realtime.ordinary(tid);
            }
        } while (applied != running.get());
    }
}
