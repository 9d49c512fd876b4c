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
    private static final int QUEUE_SHIFT = 3;
    private static final int QUEUE_MASK = 3 << QUEUE_SHIFT;

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

    /** Puts a record last in a queue, under a new version. */
    void append(int address, int queue) {
        int flags = table.flags(address) & ~QUEUE_MASK;
        table.setFlags(address, flags | queue << QUEUE_SHIFT);
        setVersion(address, ++version);
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
                cursor.count(table.flags(address), 1);
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
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.active && version(address) > cursor.sentVersion[queue]) {
                cursor.count(table.flags(address), -1);
            }
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

    /** Gives a record other flags where it stands. */
    void recount(int address, int flags) {
        int queue = queue(address);
        int before = table.flags(address);
        table.setFlags(address, flags);
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.active && version(address) > cursor.sentVersion[queue]) {
                cursor.count(before, -1);
                cursor.count(flags, 1);
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
        cursor.count(table.flags(address), -1);
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
        return (table.flags(address) & QUEUE_MASK) >> QUEUE_SHIFT;
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
        return Bytes.getLong(table.page(address), Slab.offset(address) + VERSION);
    }

    private void setVersion(int address, long value) {
        Bytes.putLong(table.page(address), Slab.offset(address) + VERSION, value);
    }

    private int getInt(int address, int field) {
        return Bytes.getInt(table.page(address), Slab.offset(address) + field);
    }

    private void setInt(int address, int field, int value) {
        Bytes.putInt(table.page(address), Slab.offset(address) + field, value);
    }
}
