package org.bridgewall.sync.cache;

import java.util.List;

/**
 * The records of an internal cache in the order of their last change: a doubly linked list through
 * the records' own headers. Keeps every {@link ChangeCursor} right. (Loops by index: an iterator
 * would be an object per event.)
 */
final class ChangeOrder {
    private static final int PREVIOUS = 20;
    private static final int NEXT = 24;
    private static final int VERSION = 28;

    /** Bytes of a header up to and including the fields of this class. */
    static final int HEADER_BYTES = 36;

    private final RecordTable table;
    private final List<ChangeCursor> cursors;
    private int head;
    private int tail;
    private long version;

    ChangeOrder(RecordTable table, List<ChangeCursor> cursors) {
        this.table = table;
        this.cursors = cursors;
    }

    /** Puts a record last, under a new version. */
    void append(int address) {
        setVersion(address, ++version);
        setInt(address, PREVIOUS, tail);
        setInt(address, NEXT, 0);
        if (tail == 0) {
            head = address;
        } else {
            setInt(tail, NEXT, address);
        }
        tail = address;
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.active) {
                cursor.unsent++;
                if (cursor.next == 0) {
                    cursor.next = address;
                }
            }
        }
    }

    void unlink(int address) {
        int previous = getInt(address, PREVIOUS);
        int next = getInt(address, NEXT);
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.active && version(address) > cursor.sentVersion) {
                cursor.unsent--;
            }
            if (cursor.next == address) {
                cursor.next = next;
            }
        }
        join(previous, next);
    }

    private void join(int previous, int next) {
        if (previous == 0) {
            head = next;
        } else {
            setInt(previous, NEXT, next);
        }
        if (next == 0) {
            tail = previous;
        } else {
            setInt(next, PREVIOUS, previous);
        }
    }

    /** A record's block has moved; its header went with it. */
    void moved(int from, int to) {
        if (from == to) {
            return;
        }
        int previous = getInt(to, PREVIOUS);
        int next = getInt(to, NEXT);
        if (previous == 0) {
            head = to;
        } else {
            setInt(previous, NEXT, to);
        }
        if (next == 0) {
            tail = to;
        } else {
            setInt(next, PREVIOUS, to);
        }
        for (int i = 0; i < cursors.size(); i++) {
            ChangeCursor cursor = cursors.get(i);
            if (cursor.next == from) {
                cursor.next = to;
            }
        }
    }

    /** Steps a cursor over the record it stands on. */
    void advance(ChangeCursor cursor) {
        cursor.sentVersion = version(cursor.next);
        cursor.next = next(cursor.next);
        cursor.unsent--;
    }

    /** Puts a cursor behind the last change. */
    void skipToEnd(ChangeCursor cursor) {
        cursor.next = 0;
        cursor.sentVersion = version;
        cursor.unsent = 0;
    }

    int head() {
        return head;
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
