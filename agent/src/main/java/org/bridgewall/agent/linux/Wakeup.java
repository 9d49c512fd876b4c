package org.bridgewall.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Ends another thread's poll(2): an eventfd(2) that stays readable from a signal until it is
 * cleared, if it ever is.
 *
 * <p>Thread rule: any thread may signal; the polling thread clears; close it after that has ended.
 */
public final class Wakeup implements AutoCloseable {
    private static final int EFD_CLOEXEC_NONBLOCK = 0x8_0000 | 0x800;

    private static final MemorySegment ONE =
            Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1L).asReadOnly();

    private final int fd;
    private final MemorySegment count = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
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

    /** The descriptor that becomes readable. */
    public int fd() {
        return fd;
    }

    /** Makes the descriptor readable; again is harmless, after close does nothing. */
    public synchronized void signal() {
        if (closed) {
            return;
        }
        long written = Libc.write(fd, ONE, Long.BYTES);
        // EAGAIN: the counter is full, so the descriptor is readable already.
        if (written < 0 && written != -Errno.EAGAIN) {
            throw new IllegalStateException("write(eventfd): " + Errno.describe((int) -written));
        }
    }

    /** Makes the descriptor unreadable until the next signal. */
    public void clear() {
        long read = Libc.read(fd, count, Long.BYTES);
        if (read < 0 && read != -Errno.EAGAIN) {
            throw new IllegalStateException("read(eventfd): " + Errno.describe((int) -read));
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
