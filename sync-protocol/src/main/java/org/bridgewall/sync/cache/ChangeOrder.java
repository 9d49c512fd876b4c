package org.bridgewall.sync.cache;

import java.util.List;

/**
 * The records of an internal cache in the order of their last change, in three queues: doubly
 * linked lists through the records' own headers. Keeps every {@link ChangeCursor} right. (Loops by
 * index: an iterator would be an object per event.)
 *
 * <p>A record stands in one queue: {@link #HELD} once a peer may hold it; before that in {@link
 * #FRESH} or {@link #LATE}, as its priority says. Versions ascend within a queue.
 */
final class ChangeOrder {
    static final int HELD = 0;
    static final int FRESH = 1;
    static final int LATE = 2;
    static final int QUEUES = 3;

    private static final int PREVIOUS = 20;
    private static final int NEXT = 24;
    private static final int VERSION = 28;

    /** Below the version: the queue (two bits) and whether the record is to wait (one bit). */
    private static final int VERSION_SHIFT = 3;

    /** Bytes of a header up to and including the fields of this class. */
    static final int HEADER_BYTES = 36;

    private final RecordTable table;
    private final List<ChangeCursor> cursors;
    private final int[] heads = new int[QUEUES];
    private final int[] tails = new int[QUEUES];
    private long version;

    ChangeOrder(RecordTable table, List<ChangeCursor> cursors) {
        this.table = table;
        this.cursors = cursors;
    }

    /**
     * Puts a record last in a queue, under a new version.
     *
     * @param later whether it is of {@link Priority#LATER}
     */
    void append(int address, int queue, boolean later) {
        setRaw(address, (++version << VERSION_SHIFT) | ((long) queue << 1) | (later ? 1 : 0));
        int tail = tails[queue];
        setInt(address, PREVIOUS, tail);
        setInt(address, NEXT, 0);
        if (tail == 0) {
            heads[queue] = address;
        } else {
            setInt(tail, NEXT, address);
        }
        tails[queue] = address;
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.active) {
                cursor.count(isLive(address), !isLater(address), 1);
                if (cursor.next[queue] == 0) {
                    cursor.next[queue] = address;
                }
            }
        }
    }

    void unlink(int address) {
        int queue = queue(address);
        int previous = getInt(address, PREVIOUS);
        int next = getInt(address, NEXT);
        count(address, -1);
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.next[queue] == address) {
                cursor.next[queue] = next;
            }
        }
        join(queue, previous, next);
    }

    private void join(int queue, int previous, int next) {
        if (previous == 0) {
            heads[queue] = next;
        } else {
            setInt(previous, NEXT, next);
        }
        if (next == 0) {
            tails[queue] = previous;
        } else {
            setInt(next, PREVIOUS, previous);
        }
    }

    /** Adds a record to what is unsent (1), or takes it out (-1), at each cursor before it. */
    void count(int address, int change) {
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.active && version(address) > cursor.sentVersion[queue(address)]) {
                cursor.count(isLive(address), !isLater(address), change);
            }
        }
    }

    /** A record's block has moved; its header went with it. */
    void moved(int from, int to) {
        if (from == to) {
            return;
        }
        int queue = queue(to);
        int previous = getInt(to, PREVIOUS);
        int next = getInt(to, NEXT);
        if (previous == 0) {
            heads[queue] = to;
        } else {
            setInt(previous, NEXT, to);
        }
        if (next == 0) {
            tails[queue] = to;
        } else {
            setInt(next, PREVIOUS, to);
        }
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.next[queue] == from) {
                cursor.next[queue] = to;
            }
        }
    }

    /** First unsent record of a queue whose version is at most {@code limit}, or 0. */
    int unsent(ChangeCursor cursor, int queue, long limit) {
        int address = cursor.next[queue];
        return address != 0 && version(address) <= limit ? address : 0;
    }

    /** Steps a cursor over the record it stands on in a queue. */
    void advance(ChangeCursor cursor, int queue) {
        int address = cursor.next[queue];
        cursor.sentVersion[queue] = version(address);
        cursor.next[queue] = next(address);
        cursor.count(isLive(address), !isLater(address), -1);
    }

    /** Puts a cursor behind the last change. */
    void skipToEnd(ChangeCursor cursor) {
        for (int queue = 0; queue < QUEUES; queue++) {
            cursor.next[queue] = 0;
            cursor.sentVersion[queue] = version;
        }
        cursor.setCounts(0, 0, 0);
    }

    /** Puts a cursor before the first change; the owner counts. */
    void rewind(ChangeCursor cursor) {
        for (int queue = 0; queue < QUEUES; queue++) {
            cursor.next[queue] = heads[queue];
            cursor.sentVersion[queue] = 0;
        }
    }

    int queue(int address) {
        return (int) (raw(address) >> 1) & 3;
    }

    boolean isLater(int address) {
        return (raw(address) & 1) != 0;
    }

    void setLater(int address, boolean later) {
        setRaw(address, (raw(address) & ~1L) | (later ? 1 : 0));
    }

    private boolean isLive(int address) {
        return (table.flags(address) & InternalCache.TOMBSTONE) == 0;
    }

    int head(int queue) {
        return heads[queue];
    }

    int next(int address) {
        return getInt(address, NEXT);
    }

    /** Last version given out. */
    long latest() {
        return version;
    }

    long version(int address) {
        return raw(address) >> VERSION_SHIFT;
    }

    private long raw(int address) {
        return Bytes.getLong(table.page(address), Slab.offset(address) + VERSION);
    }

    private void setRaw(int address, long value) {
        Bytes.putLong(table.page(address), Slab.offset(address) + VERSION, value);
    }

    private int getInt(int address, int field) {
        return Bytes.getInt(table.page(address), Slab.offset(address) + field);
    }

    private void setInt(int address, int field, int value) {
        Bytes.putInt(table.page(address), Slab.offset(address) + field, value);
    }
}
