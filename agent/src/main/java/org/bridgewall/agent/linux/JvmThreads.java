package org.bridgewall.agent.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JVM's own threads in this process, and their share of the processors (setpriority(2)).
 *
 * <p>Thread rule: any thread.
 */
public final class JvmThreads {
    private static final Path THREADS = Path.of("/proc/self/task");

    /** The kernel keeps 15 characters of "C2 CompilerThread0". */
    private static final String COMPILERS = "C[12] CompilerThre";

    private static final String SAFEPOINTS = "VM Thread";
    private static final int SAFEPOINT_NICE = -20;
    private static final int PRIO_PROCESS = 0;

    private JvmThreads() {}

    /**
     * Has the compilers give way. In a young process they have work for many seconds, most of it
     * just when something happens for the first time, such as a takeover: the threads that do it
     * come first. Compilers hold up no safepoint. Those that the JVM adds later come from one of
     * them, and have its nice value.
     *
     * @param nice of each from now on, up to 19
     * @return how many there are
     */
    public static int compilersGiveWay(int nice) throws IOException {
        return renice(COMPILERS, nice);
    }

    /**
     * Has the thread that makes safepoints go before all ordinary ones: while it waits for a
     * processor in the middle of one, every thread of the agent stands still, the real-time ones
     * too. Without the right to do so, nothing changes.
     *
     * @return how many such threads now go first: 1, or 0
     */
    public static int preferSafepoints() throws IOException {
        return renice(SAFEPOINTS, SAFEPOINT_NICE);
    }

    private static int renice(String names, int nice) throws IOException {
        int changed = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (name(thread).matches(names)) {
                    int tid = Integer.parseInt(String.valueOf(thread.getFileName()));
                    changed += Libc.setpriority(PRIO_PROCESS, tid, nice) < 0 ? 0 : 1;
                }
            }
        }
        return changed;
    }

    /** A thread's name; empty if it has ended. */
    private static String name(Path thread) throws IOException {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            if (Files.notExists(thread)) {
                return "";
            }
            throw e;
        }
    }
}
