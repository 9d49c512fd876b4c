package org.bridgewall.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Ends another thread's poll(2) for good: an eventfd(2) that stays readable once signalled.
 *
 * <p>Thread rule: any thread may signal; close it after the polling thread has ended.
 */
public final class Wakeup implements AutoCloseable {
    private static final int EFD_CLOEXEC_NONBLOCK = 0x8_0000 | 0x800;

    private final int fd;
    private boolean closed;

    private Wakeup(int fd) {
        this.fd = fd;
    }

    public static Wakeup open() throws LinuxException {
        int fd = Libc.eventfd(0, EFD_CLOEXEC_NONBLOCK);
        if (fd < 0) {
            throw new LinuxException("eventfd", -fd);
        }
        return new Wakeup(fd);
    }

    int fd() {
        return fd;
    }

    /** Makes the descriptor readable; again is harmless, after close does nothing. */
    public synchronized void signal() {
        if (closed) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L);
            long written = Libc.write(fd, one, Long.BYTES);
            // EAGAIN: the counter is full, so the descriptor is readable already.
            if (written < 0 && written != -Errno.EAGAIN) {
                throw new IllegalStateException(
                        "write(eventfd): " + Errno.describe((int) -written));
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
