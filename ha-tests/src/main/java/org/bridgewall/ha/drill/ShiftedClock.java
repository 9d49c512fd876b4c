package org.bridgewall.ha.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Lab;

/**
 * A wall clock that is stepped for one agent alone: a library before the C library adds seconds,
 * read from a shared file, to every answer about {@code CLOCK_REALTIME}. The machine's clock is not
 * touched. Kernel time-outs on the wall clock go on by the true one, so that whoever waits for a
 * moment on it waits too long or not at all, as after a real step.
 */
final class ShiftedClock {
    private static final String SOURCE =
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static volatile long *shift;
            static int (*real_clock)(clockid_t, struct timespec *);

            __attribute__((constructor)) static void begin(void) {
                const char *file = getenv("BRIDGEWALL_CLOCK_SHIFT");
                int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
                real_clock = dlsym(RTLD_NEXT, "clock_gettime");
                if (fd >= 0) {
                    void *page = mmap(0, sizeof *shift, PROT_READ, MAP_SHARED, fd, 0);
                    if (page != MAP_FAILED) shift = page;
                    close(fd);
                }
            }
            int clock_gettime(clockid_t clock, struct timespec *now) {
                if (!real_clock) real_clock = dlsym(RTLD_NEXT, "clock_gettime");
                int status = real_clock(clock, now);
                if (!status && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
                    now->tv_sec += *shift;
                return status;
            }
            int gettimeofday(struct timeval *restrict now, void *restrict zone) {
                struct timespec precise;
                (void) zone;
                clock_gettime(CLOCK_REALTIME, &precise);
                now->tv_sec = precise.tv_sec;
                now->tv_usec = precise.tv_nsec / 1000;
                return 0;
            }
            time_t time(time_t *into) {
                struct timespec precise;
                clock_gettime(CLOCK_REALTIME, &precise);
                if (into) *into = precise.tv_sec;
                return precise.tv_sec;
            }
            """;

    private ShiftedClock() {}

    /** From its next start on, the node's agent lives by a clock that can be stepped. */
    static void prepare(Lab lab, String node) throws IOException {
        Path library = lab.site().runDirectory().resolve("shifted-clock.so");
        if (!Files.exists(library)) {
            Command.run(
                    List.of("gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), "-xc", "-"),
                    SOURCE);
        }
        set(lab, node, 0);
        lab.environment(
                node,
                Map.of(
                        "LD_PRELOAD",
                        library.toString(),
                        "BRIDGEWALL_CLOCK_SHIFT",
                        file(lab, node).toString()));
    }

    /** Steps the clock to so many seconds beside the true time. */
    static void set(Lab lab, String node, long seconds) throws IOException {
        java.nio.ByteBuffer word = java.nio.ByteBuffer.allocate(Long.BYTES);
        word.order(java.nio.ByteOrder.nativeOrder()).putLong(0, seconds);
        // In place: the agent has mapped this very file.
        try (var channel =
                java.nio.channels.FileChannel.open(
                        file(lab, node),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(word, 0);
        }
    }

    private static Path file(Lab lab, String node) {
        return lab.site().directory(node).resolve("clock-shift");
    }
}
