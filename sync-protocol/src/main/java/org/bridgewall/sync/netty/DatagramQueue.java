package org.bridgewall.sync.netty;

import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of datagrams between event loops and the one thread that works on them. A slot
 * grows to the longest datagram that it held and is reused, so that nothing is allocated in steady
 * state; when it is full, new datagrams are dropped and counted (retransmission covers that).
 *
 * <p>Thread rule: any thread offers, one thread drains.
 */
public final class DatagramQueue implements DatagramReceiver {
    private static final int LEAST_SLOT_BYTES = 2_048;

    private final byte[] @Nullable [] datagrams;
    private final int maxDatagramBytes;
    private final int[] lengths;
    private final int[] paths;
    private final long[] times;
    private final Runnable wakeUp;
    private long head;
    private long tail;
    private long dropped;

    /**
     * @param wakeUp called after an offer, on the offering thread; must not block
     */
    public DatagramQueue(int capacity, int maxDatagramBytes, Runnable wakeUp) {
        datagrams = new byte[capacity][];
        this.maxDatagramBytes = maxDatagramBytes;
        lengths = new int[capacity];
        paths = new int[capacity];
        times = new long[capacity];
        this.wakeUp = wakeUp;
    }

    @Override
    public void onDatagram(int path, byte[] datagram, int length, long receivedNanos) {
        synchronized (this) {
            if (tail - head == datagrams.length || length > maxDatagramBytes) {
                dropped++;
                return;
            }
            int slot = (int) (tail % datagrams.length);
            System.arraycopy(datagram, 0, slot(slot, length), 0, length);
            lengths[slot] = length;
            paths[slot] = path;
            times[slot] = receivedNanos;
            tail++;
        }
        wakeUp.run();
    }

    private byte[] slot(int slot, int length) {
        byte[] held = datagrams[slot];
        if (held == null || held.length < length) {
            held = new byte[length <= LEAST_SLOT_BYTES ? LEAST_SLOT_BYTES : maxDatagramBytes];
            datagrams[slot] = held;
        }
        return held;
    }

    /**
     * Hands over at most {@code limit} datagrams; returns how many. Each is valid during its call.
     */
    public int drain(DatagramReceiver receiver, int limit) {
        long end;
        synchronized (this) {
            end = Math.min(tail, head + limit);
        }
        int count = 0;
        // Slots between head and end are not touched by offers, so the work is done unlocked.
        for (long i = head; i < end; i++) {
            int slot = (int) (i % datagrams.length);
            receiver.onDatagram(paths[slot], slot(slot, lengths[slot]), lengths[slot], times[slot]);
            count++;
        }
        synchronized (this) {
            head = end;
        }
        return count;
    }

    public synchronized boolean isEmpty() {
        return tail == head;
    }

    /** Datagrams that found the queue full or were too long. */
    public synchronized long dropped() {
        return dropped;
    }
}
