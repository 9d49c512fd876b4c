package org.bridgewall.sync.cache;

import java.util.Arrays;

/**
 * Memory for records: pages of bytes, cut into blocks of multiples of eight bytes, freed blocks
 * kept by size. An address is an int that stays valid until its block is released; 0 is no address.
 *
 * <p>Invariant on which record versions rest: an address, once handed out, is only ever handed out
 * again for a block of the same size, so a header field stays at the same place.
 */
final class Slab {
    /** Largest block in bytes. */
    static final int MAX_BLOCK_BYTES = 2048;

    private static final int UNIT_SHIFT = 3;
    private static final int PAGE_UNIT_BITS = 15;
    private static final int PAGE_UNITS = 1 << PAGE_UNIT_BITS;
    private static final int PAGE_BYTES = PAGE_UNITS << UNIT_SHIFT;

    private final int[] free = new int[(MAX_BLOCK_BYTES >> UNIT_SHIFT) + 1];
    private byte[][] pages = new byte[4][];
    private int pageCount;
    private int nextUnit = PAGE_UNITS;
    private long usedBytes;

    int allocate(int bytes) {
        int units = units(bytes);
        usedBytes += (long) units << UNIT_SHIFT;
        int address = free[units];
        if (address != 0) {
            free[units] = Bytes.getInt(page(address), offset(address));
            return address;
        }
        if (nextUnit + units > PAGE_UNITS) {
            addPage();
        }
        address = (pageCount - 1) << PAGE_UNIT_BITS | nextUnit;
        nextUnit += units;
        return address;
    }

    void release(int address, int bytes) {
        int units = units(bytes);
        usedBytes -= (long) units << UNIT_SHIFT;
        Bytes.putInt(page(address), offset(address), free[units]);
        free[units] = address;
    }

    static boolean sameBlock(int bytes, int otherBytes) {
        return units(bytes) == units(otherBytes);
    }

    private static int units(int bytes) {
        return (bytes + 7) >> UNIT_SHIFT;
    }

    private void addPage() {
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        pages[pageCount] = new byte[PAGE_BYTES];
        nextUnit = pageCount == 0 ? 1 : 0;
        pageCount++;
    }

    byte[] page(int address) {
        return pages[address >>> PAGE_UNIT_BITS];
    }

    static int offset(int address) {
        return (address & (PAGE_UNITS - 1)) << UNIT_SHIFT;
    }

    void clear() {
        Arrays.fill(free, 0);
        Arrays.fill(pages, null);
        pageCount = 0;
        nextUnit = PAGE_UNITS;
        usedBytes = 0;
    }

    /** Bytes in blocks that are handed out. */
    long usedBytes() {
        return usedBytes;
    }

    /** Bytes taken from the heap. */
    long reservedBytes() {
        return (long) pageCount * PAGE_BYTES;
    }
}
