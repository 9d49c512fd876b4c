package org.bridgewall.sync.wire;

import java.util.Arrays;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.cache.References;

/**
 * The records of one received frame, found well-formed. Those that were written whole stay in the
 * frame; compact ones are written out here. Reused for the next frame.
 *
 * <p>Thread rule: one owner.
 */
final class InboundRecords {
    static final int MAX_RECORD_BYTES = 1024;

    /** What the compact records of a frame may be in all, written out; senders keep to it. */
    static final int MAX_EXPANDED_BYTES = 1 << 17;

    private static final int STRIDE = 7;
    private static final int TYPE = 0;
    private static final int KEY_OFFSET = 1;
    private static final int KEY_LENGTH = 2;
    private static final int VALUE_OFFSET = 3;
    private static final int VALUE_LENGTH = 4;
    private static final int TIMEOUT = 5;
    private static final int FLAGS = 6;

    private static final int REMOVED = 1;
    private static final int REFERENCE = 2;
    private static final int EXPANDED = 4;

    private static final int VALUE_AND_LENGTH = CompactWriter.VALUE | CompactWriter.VALUE_LENGTH;
    private static final int OF_STATE = VALUE_AND_LENGTH | CompactWriter.TIMEOUT;

    private byte[] frame = {};
    private byte[] expanded = new byte[4096];
    private int expandedBytes;
    private int[] fields = new int[64 * STRIDE];
    private long[] references = new long[64];
    private int count;
    private int updatesByReference;
    private int byReference;

    void begin(byte[] newFrame) {
        frame = newFrame;
        expandedBytes = 0;
        count = 0;
        updatesByReference = 0;
        byReference = 0;
    }

    int count() {
        return count;
    }

    /** How many records are named by reference; how many of these are no removals. */
    int byReference() {
        return byReference;
    }

    int updatesByReference() {
        return updatesByReference;
    }

    void show(int i, RecordView view) {
        int at = i * STRIDE;
        int flags = fields[at + FLAGS];
        view.set(
                fields[at + TYPE],
                (flags & EXPANDED) != 0 ? expanded : frame,
                fields[at + TIMEOUT],
                (flags & REMOVED) != 0);
        view.setKeyAndValue(
                fields[at + KEY_OFFSET],
                fields[at + KEY_LENGTH],
                fields[at + VALUE_OFFSET],
                fields[at + VALUE_LENGTH]);
        if ((flags & REFERENCE) != 0) {
            view.refer(references[i]);
        }
    }

    /** Reads one {@code Record}, to which the reader is narrowed. */
    void readWhole(ProtoReader in) throws MalformedFrameException {
        int at = next();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 -> fields[at + TYPE] = (int) in.varint();
                case 2 << 3 | ProtoWriter.BYTES -> span(in, at + KEY_OFFSET);
                case 3 << 3 | ProtoWriter.BYTES -> span(in, at + VALUE_OFFSET);
                case 4 << 3 -> fields[at + TIMEOUT] = (int) in.varint();
                case 5 << 3 -> fields[at + FLAGS] = in.varint() != 0 ? REMOVED : 0;
                default -> in.skip(tag);
            }
        }
        check(at, fields[at + KEY_LENGTH] >= 1);
        count++;
    }

    private void span(ProtoReader in, int offsetField) throws MalformedFrameException {
        int length = in.length();
        fields[offsetField] = in.position();
        fields[offsetField + 1] = length;
        in.skipBytes(length);
    }

    /** Reads a part of compact records, to which the reader is narrowed. */
    void readCompact(ProtoReader in) throws MalformedFrameException {
        int type = 0;
        int key = -1;
        int value = -1;
        while (in.hasMore()) {
            int at = next();
            int head = in.octet();
            boolean removed = (head & CompactWriter.REMOVED) != 0;
            boolean reference = (head & CompactWriter.REFERENCE) != 0;
            boolean lengthAlone = (head & VALUE_AND_LENGTH) == CompactWriter.VALUE_LENGTH;
            if (head > 0x7f
                    || lengthAlone
                    || (removed && (head & OF_STATE) != 0)
                    || (reference && (head & CompactWriter.KEY_LENGTH) != 0)) {
                throw new MalformedFrameException("compact record");
            }
            type = (head & CompactWriter.TYPE) != 0 ? in.octet() : type;
            fields[at + TYPE] = type;
            fields[at + FLAGS] = EXPANDED | (removed ? REMOVED : 0) | (reference ? REFERENCE : 0);
            if (reference) {
                references[count] = in.bigEndian(References.BYTES);
                byReference++;
                updatesByReference += removed ? 0 : 1;
            } else {
                int length =
                        (head & CompactWriter.KEY_LENGTH) != 0
                                ? smallLength(in)
                                : previous(key, KEY_LENGTH);
                expand(in, at + KEY_OFFSET, length, key, KEY_OFFSET);
                key = count;
            }
            if (!removed) {
                value = readState(in, head, at, value);
            }
            check(at, reference || fields[at + KEY_LENGTH] >= 1);
            count++;
        }
    }

    /**
     * Reads value and timeout; what a removal left out is taken from the last record that had a
     * value. Returns the number of this one.
     */
    private int readState(ProtoReader in, int head, int at, int value)
            throws MalformedFrameException {
        if ((head & CompactWriter.VALUE) != 0) {
            int length =
                    (head & CompactWriter.VALUE_LENGTH) != 0
                            ? smallLength(in)
                            : previous(value, VALUE_LENGTH);
            expand(in, at + VALUE_OFFSET, length, value, VALUE_OFFSET);
        } else {
            fields[at + VALUE_OFFSET] = previous(value, VALUE_OFFSET);
            fields[at + VALUE_LENGTH] = previous(value, VALUE_LENGTH);
        }
        fields[at + TIMEOUT] =
                (head & CompactWriter.TIMEOUT) != 0 ? (int) in.varint() : previous(value, TIMEOUT);
        return count;
    }

    /** A field of an earlier record of the part; 0 if there is none. */
    private int previous(int record, int field) {
        return record < 0 ? 0 : fields[record * STRIDE + field];
    }

    private static int smallLength(ProtoReader in) throws MalformedFrameException {
        long length = in.varint();
        if (length < 0 || length > MAX_RECORD_BYTES) {
            throw new MalformedFrameException("compact record: length");
        }
        return (int) length;
    }

    /** Writes out what differs from the same span of an earlier record. */
    private void expand(ProtoReader in, int offsetField, int length, int earlier, int earlierField)
            throws MalformedFrameException {
        if (expandedBytes + length > MAX_EXPANDED_BYTES) {
            throw new MalformedFrameException("compact records: too many bytes in all");
        }
        if (expandedBytes + length > expanded.length) {
            expanded =
                    Arrays.copyOf(expanded, Math.max(expandedBytes + length, 2 * expanded.length));
        }
        int from = previous(earlier, earlierField);
        int known = Math.min(length, previous(earlier, earlierField + 1));
        System.arraycopy(expanded, from, expanded, expandedBytes, known);
        Arrays.fill(expanded, expandedBytes + known, expandedBytes + length, (byte) 0);
        for (int start = 0; start < length; start += 8) {
            int mask = in.octet();
            if (length - start < 8 && mask >>> (length - start) != 0) {
                throw new MalformedFrameException("compact record: mask");
            }
            for (int i = start; mask != 0; i++, mask >>>= 1) {
                if ((mask & 1) != 0) {
                    expanded[expandedBytes + i] = (byte) in.octet();
                }
            }
        }
        fields[offsetField] = expandedBytes;
        fields[offsetField + 1] = length;
        expandedBytes += length;
    }

    private int next() {
        if (count == references.length) {
            references = Arrays.copyOf(references, count * 2);
            fields = Arrays.copyOf(fields, count * 2 * STRIDE);
        }
        Arrays.fill(fields, count * STRIDE, (count + 1) * STRIDE, 0);
        return count * STRIDE;
    }

    private void check(int at, boolean named) throws MalformedFrameException {
        int keyLength = fields[at + KEY_LENGTH];
        if (!named
                || fields[at + TYPE] < 1
                || fields[at + TYPE] > 255
                || keyLength + fields[at + VALUE_LENGTH] > MAX_RECORD_BYTES
                || fields[at + TIMEOUT] < 0) {
            throw new MalformedFrameException("record");
        }
    }
}
