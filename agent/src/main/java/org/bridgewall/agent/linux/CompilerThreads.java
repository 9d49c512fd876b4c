package org.bridgewall.agent.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JIT compiler's threads of this process. In a young process they have work for many seconds,
 * most of it just when something happens for the first time, such as a takeover: they give way to
 * the threads that do it. They hold up no safepoint.
 *
 * <p>Thread rule: any thread.
 */
public final class CompilerThreads {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final int PRIO_PROCESS = 0;

    private CompilerThreads() {}

    /**
     * Has them give way (setpriority(2)); those that the JVM adds later come from one of them, and
     * have its nice value.
     *
     * @param nice of each from now on, up to 19
     * @return how many there are
     */
    public static int giveWay(int nice) throws IOException {
        int changed = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (isCompiler(thread)) {
                    int tid = Integer.parseInt(String.valueOf(thread.getFileName()));
                    changed += Libc.setpriority(PRIO_PROCESS, tid, nice) < 0 ? 0 : 1;
                }
            }
        }
        return changed;
    }

    private static boolean isCompiler(Path thread) throws IOException {
        try {
            // The kernel keeps 15 characters of "C2 CompilerThread0".
            return Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre\\R?");
        } catch (IOException e) {
            if (Files.notExists(thread)) {
                return false; // It has ended.
            }
            throw e;
        }
    }
}
