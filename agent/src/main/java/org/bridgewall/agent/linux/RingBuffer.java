package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Records from eBPF programs in the order in which the programs began them ({@code
 * BPF_MAP_TYPE_RINGBUF}, {@code Documentation/bpf/ringbuf.rst}). What finds no room is lost on the
 * program's side.
 *
 * <p>In memory: a page with the consumer's position, one with the producer's, and the records twice
 * in a row, so that none is ever cut. A record is preceded by its length in 32 bits, with one bit
 * each for "not yet whole" and "to be passed over", and 32 bits of the kernel's own.
 *
 * <p>Thread rule: one thread takes; any waits by {@link #descriptor}. {@link #close} only when both
 * have ended.
 */
public final class RingBuffer implements Pollable, AutoCloseable {
    /** What {@link #take} returns when there is no record. */
    public static final int NONE = -1;

    private static final int HEADER_BYTES = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle LENGTH = JAVA_INT.varHandle();

    private final int fd;
    private final long mask;
    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment records;
    private long taken;

    private RingBuffer(int fd, int bytes) throws LinuxException {
        int page = SharedMemory.pageBytes();
        this.fd = fd;
        this.mask = bytes - 1L;
        this.consumer = SharedMemory.map(fd, 0, page, SharedMemory.PROT_READ_WRITE);
        this.producer = SharedMemory.map(fd, page, page + 2L * bytes, SharedMemory.PROT_READ);
        this.records = producer.asSlice(page);
    }

    /**
     * Creates a buffer.
     *
     * @param name at most 15 characters of {@code [A-Za-z0-9_.]}
     * @param bytes a power of two, at least the largest memory page there is (64 KiB)
     */
    public static RingBuffer create(String name, int bytes) throws LinuxException {
        int fd = Bpf.createRingBuffer(name, bytes);
        try {
            return new RingBuffer(fd, bytes);
        } catch (LinuxException e) {
            Libc.close(fd);
            throw e;
        }
    }

    @Override
    public int descriptor() {
        return fd;
    }

    /**
     * Takes one record, if there is one, into {@code buffer} from its start.
     *
     * @return its length in bytes (what does not fit is cut off), or {@link #NONE}
     */
    public int take(byte[] buffer) {
        long written = (long) POSITION.getAcquire(producer, 0L);
        while (taken != written) {
            long at = taken & mask;
            int length = (int) LENGTH.getAcquire(records, at);
            if ((length & BUSY) != 0) {
                return NONE;
            }
            int bytes = length & ~DISCARDED;
            if (bytes == length) {
                int kept = Math.min(bytes, buffer.length);
                MemorySegment.copy(records, JAVA_BYTE, at + HEADER_BYTES, buffer, 0, kept);
            }
            taken += (bytes + 2L * HEADER_BYTES - 1) & -HEADER_BYTES;
            // Before the next poll(2), which then sees what has come since.
            POSITION.setVolatile(consumer, 0L, taken);
            if (bytes == length) {
                return bytes;
            }
        }
        return NONE;
    }

    @Override
    public void close() {
        SharedMemory.unmap(consumer);
        SharedMemory.unmap(producer);
        Libc.close(fd);
    }
}
