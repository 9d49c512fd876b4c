package org.bridgewall.sync.wire;

import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.cache.References;

/**
 * Writes records as what differs from the record before them: flows of one table resemble each
 * other. The layout is in {@code replication.proto}, field {@code compact}. Allocates nothing.
 *
 * <p>The record before is read where its cache has it, so no cache may change between two records
 * of a part. Thread rule: one owner.
 */
final class CompactWriter {
    static final int REMOVED = 1;
    static final int REFERENCE = 2;
    static final int TYPE = 4;
    static final int KEY_LENGTH = 8;
    static final int VALUE = 16;
    static final int VALUE_LENGTH = 32;
    static final int TIMEOUT = 64;

    private final Previous kept = new Previous();
    private final Previous tried = new Previous();

    /** What the next record is compared with. */
    private static final class Previous {
        private int type;
        private byte[] key = {};
        private int keyOffset;
        private int keyLength;
        private byte[] value = {};
        private int valueOffset;
        private int valueLength;
        private int timeoutSeconds;

        void clear() {
            type = 0;
            keyLength = 0;
            valueLength = 0;
            timeoutSeconds = 0;
        }

        void copy(Previous other) {
            type = other.type;
            key = other.key;
            keyOffset = other.keyOffset;
            keyLength = other.keyLength;
            value = other.value;
            valueOffset = other.valueOffset;
            valueLength = other.valueLength;
            timeoutSeconds = other.timeoutSeconds;
        }
    }

    /** Begins a part: there is no record before. */
    void begin() {
        kept.clear();
    }

    /** Writes a record; {@link #keep} if it stays. */
    void write(RecordView view, ProtoWriter out) {
        tried.copy(kept);
        int headAt = out.position();
        out.octet(0);
        int head = 0;
        if (view.type() != tried.type) {
            head |= TYPE;
            out.octet(view.type());
            tried.type = view.type();
        }
        head |= view.byReference() ? reference(view, out) : key(view, out);
        head |= view.removed() ? REMOVED : state(view, out);
        out.buffer()[headAt] = (byte) head;
    }

    /** The record written last is part of the frame. */
    void keep() {
        kept.copy(tried);
    }

    private static int reference(RecordView view, ProtoWriter out) {
        for (int shift = 8 * References.BYTES - 8; shift >= 0; shift -= 8) {
            out.octet((int) (view.reference() >>> shift));
        }
        return REFERENCE;
    }

    private int key(RecordView view, ProtoWriter out) {
        int head = 0;
        if (view.keyLength() != tried.keyLength) {
            head = KEY_LENGTH;
            out.varint(view.keyLength());
        }
        difference(
                view.bytes(),
                view.keyOffset(),
                view.keyLength(),
                tried.key,
                tried.keyOffset,
                tried.keyLength,
                out);
        tried.key = view.bytes();
        tried.keyOffset = view.keyOffset();
        tried.keyLength = view.keyLength();
        return head;
    }

    private int state(RecordView view, ProtoWriter out) {
        int head = 0;
        if (view.valueLength() != tried.valueLength) {
            head = VALUE | VALUE_LENGTH;
            out.varint(view.valueLength());
        } else if (!sameValue(view)) {
            head = VALUE;
        }
        if (head != 0) {
            difference(
                    view.bytes(),
                    view.valueOffset(),
                    view.valueLength(),
                    tried.value,
                    tried.valueOffset,
                    tried.valueLength,
                    out);
            tried.value = view.bytes();
            tried.valueOffset = view.valueOffset();
            tried.valueLength = view.valueLength();
        }
        int timeout = Math.max(0, view.timeoutSeconds());
        if (timeout != tried.timeoutSeconds) {
            head |= TIMEOUT;
            out.varint(timeout);
            tried.timeoutSeconds = timeout;
        }
        return head;
    }

    private boolean sameValue(RecordView view) {
        return java.util.Arrays.equals(
                view.bytes(),
                view.valueOffset(),
                view.valueOffset() + view.valueLength(),
                tried.value,
                tried.valueOffset,
                tried.valueOffset + tried.valueLength);
    }

    /** Per eight bytes a mask of those that differ, lowest bit first, and then these. */
    private static void difference(
            byte[] now,
            int nowOffset,
            int length,
            byte[] before,
            int beforeOffset,
            int beforeLength,
            ProtoWriter out) {
        byte[] target = out.buffer();
        int at = out.position();
        for (int from = 0; from < length; from += 8) {
            int maskAt = at++;
            int mask = 0;
            int end = Math.min(from + 8, length);
            for (int i = from; i < end; i++) {
                byte old = i < beforeLength ? before[beforeOffset + i] : 0;
                byte fresh = now[nowOffset + i];
                if (fresh != old) {
                    mask |= 1 << (i - from);
                    target[at++] = fresh;
                }
            }
            target[maskAt] = (byte) mask;
        }
        out.position(at);
    }
}
