package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that is measured, by its number.
 *
 * <p>Thread rule: any thread; reads {@code /proc} anew at each question.
 */
record Daemon(long pid) {
    private static final int UTIME_AFTER_NAME = 11;

    /** USER_HZ, the unit of {@code /proc/PID/stat}, is 100 on every Linux that runs Java. */
    private static final double TICKS_PER_SECOND = 100;

    /** User and system time of all its threads, dead ones included (proc(5), utime and stime). */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name, in parentheses, may itself hold spaces and parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks =
                Long.parseLong(fields[UTIME_AFTER_NAME])
                        + Long.parseLong(fields[UTIME_AFTER_NAME + 1]);
        return ticks / TICKS_PER_SECOND;
    }

    /** Resident memory now (proc(5), VmRSS). */
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("/proc/" + pid + "/status: no VmRSS");
    }
}
