package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * An array of 64-bit words that the kernel and this process share.
 *
 * <p>Thread rule: any thread; each access is atomic, and ordered as {@link VarHandle} says. The
 * mapping lives as long as the process: nobody can be left with a pointer to unmapped memory.
 */
public final class MappedLongs {
    private static final VarHandle WORD = JAVA_LONG.varHandle();

    private final MemorySegment words;

    private MappedLongs(MemorySegment words) {
        this.words = words;
    }

    static MappedLongs of(int fd, int lengthBytes) throws LinuxException {
        long page = SharedMemory.pageBytes();
        long mappedBytes = (lengthBytes + page - 1) / page * page;
        MemorySegment mapped = SharedMemory.map(fd, 0, mappedBytes, SharedMemory.PROT_READ_WRITE);
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
