package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * An array of 64-bit words that the kernel and this process share (mmap(2), {@code MAP_SHARED}).
 *
 * <p>Thread rule: any thread; each access is atomic, and ordered as {@link VarHandle} says. The
 * mapping lives as long as the process: nobody can be left with a pointer to unmapped memory.
 */
public final class MappedLongs {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final long PAGE_BYTES = 4096;
    private static final VarHandle WORD = JAVA_LONG.varHandle();

    private final MemorySegment words;

    private MappedLongs(MemorySegment words) {
        this.words = words;
    }

    static MappedLongs of(int fd, int lengthBytes) throws LinuxException {
        long mappedBytes = (lengthBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        MemorySegment mapped = Libc.mmap(mappedBytes, PROT_READ_WRITE, MAP_SHARED, fd, 0);
        long address = mapped.address();
        if (address < 0 && address >= -4095) {
            throw new LinuxException("mmap(bpf map, " + mappedBytes + ")", (int) -address);
        }
        return new MappedLongs(mapped.asSlice(0, lengthBytes));
    }

    /** Reads a word, never older than what another processor wrote before. */
    public long get(int index) {
        return (long) WORD.getVolatile(words, (long) index * Long.BYTES);
    }

    /** Writes a word; all words written before are visible to who sees this one. */
    public void set(int index, long value) {
        WORD.setVolatile(words, (long) index * Long.BYTES, value);
    }

    /** Writes {@code value} if the word still is {@code expected}, in one step. */
    public boolean compareAndSet(int index, long expected, long value) {
        return WORD.compareAndSet(words, (long) index * Long.BYTES, expected, value);
    }
}
