package org.bridgewall.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Preallocated room for the datagrams of one recvmmsg(2): {@code struct mmsghdr} and a direct
 * buffer per slot. Nothing is allocated after construction.
 *
 * <p>Thread rule: one thread, the one that receives. A slot's content holds until the next receive.
 */
public final class ReceiveBatch {
    // struct mmsghdr on 64-bit Linux: struct msghdr (56 bytes), msg_len, padding.
    private static final int HEADER_BYTES = 64;
    private static final int IOVEC_POINTER_AT = 16;
    private static final int IOVEC_COUNT_AT = 24;
    private static final int FLAGS_AT = 48;
    private static final int LENGTH_AT = 56;
    private static final int IOVEC_BYTES = 16;
    private static final int MSG_TRUNC = 0x20;

    private final int slots;
    private final int slotBytes;
    private final MemorySegment headers;
    private final ByteBuffer[] buffers;

    /**
     * @param slots datagrams per call, 1-1024
     * @param slotBytes room for one datagram, 64 bytes to 1 MiB
     */
    public ReceiveBatch(int slots, int slotBytes) {
        if (slots < 1 || slots > 1024) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: 1-1024)");
        }
        if (slotBytes < 64 || slotBytes > 1 << 20) {
            throw new IllegalArgumentException(
                    "slotBytes: " + slotBytes + " (expected: 64-1048576)");
        }
        this.slots = slots;
        this.slotBytes = slotBytes;
        Arena arena = Arena.ofAuto();
        headers = arena.allocate((long) slots * HEADER_BYTES, 8);
        MemorySegment iovecs = arena.allocate((long) slots * IOVEC_BYTES, 8);
        // Reading a direct buffer is cheaper than reading the buffer of a segment.
        ByteBuffer room = ByteBuffer.allocateDirect(slots * slotBytes);
        buffers = new ByteBuffer[slots];
        for (int i = 0; i < slots; i++) {
            ByteBuffer slot = room.slice(i * slotBytes, slotBytes);
            MemorySegment iovec = iovecs.asSlice((long) i * IOVEC_BYTES, IOVEC_BYTES);
            iovec.set(ValueLayout.ADDRESS, 0, MemorySegment.ofBuffer(slot));
            iovec.set(ValueLayout.JAVA_LONG, 8, slotBytes);
            long header = (long) i * HEADER_BYTES;
            headers.set(ValueLayout.ADDRESS, header + IOVEC_POINTER_AT, iovec);
            headers.set(ValueLayout.JAVA_LONG, header + IOVEC_COUNT_AT, 1);
            buffers[i] = slot.order(ByteOrder.nativeOrder());
        }
    }

    public int slots() {
        return slots;
    }

    public int slotBytes() {
        return slotBytes;
    }

    /**
     * The datagram in a slot: position 0, limit at its length, native order. The same object each
     * time, so that a reader that stops early must not rely on its position.
     */
    public ByteBuffer datagram(int slot) {
        return buffers[slot].position(0).limit(lengthBytes(slot));
    }

    /** How many bytes the slot received. */
    public int lengthBytes(int slot) {
        return headers.get(ValueLayout.JAVA_INT, (long) slot * HEADER_BYTES + LENGTH_AT);
    }

    /** Whether the datagram was longer than the slot and lost its end. */
    public boolean truncated(int slot) {
        int flags = headers.get(ValueLayout.JAVA_INT, (long) slot * HEADER_BYTES + FLAGS_AT);
        return (flags & MSG_TRUNC) != 0;
    }

    MemorySegment headers() {
        return headers;
    }
}
