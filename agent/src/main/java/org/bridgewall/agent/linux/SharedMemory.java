package org.bridgewall.agent.linux;

import java.lang.foreign.MemorySegment;

/** Memory that the kernel and this process share (mmap(2), {@code MAP_SHARED}). */
final class SharedMemory {
    static final int PROT_READ = 1;
    static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private SharedMemory() {}

    /**
     * Maps a part of a bpf map; lives until {@link #unmap}.
     *
     * @param offset in bytes, a multiple of {@link #pageBytes}
     */
    static MemorySegment map(int fd, long offset, long lengthBytes, int protection)
            throws LinuxException {
        MemorySegment mapped = Libc.mmap(lengthBytes, protection, MAP_SHARED, fd, offset);
        long address = mapped.address();
        if (address < 0 && address >= -4095) {
            throw new LinuxException("mmap(bpf map, " + lengthBytes + ")", (int) -address);
        }
        return mapped;
    }

    static void unmap(MemorySegment mapped) {
        Libc.munmap(mapped, mapped.byteSize());
    }

    static int pageBytes() {
        return Libc.getpagesize();
    }
}
