package org.bridgewall.sync.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable copy of records, made quickly on the replication thread and read at leisure on
 * another (the commit). Key and value of record {@code i} by {@link #view}.
 */
public final class RecordSnapshot {
    private static final int MIN_CHUNK_BYTES = 1 << 12;

    /** Small: to touch memory that stays empty costs as much as to copy records into it. */
    private static final int MAX_CHUNK_BYTES = 1 << 14;

    private static final int USUAL_RECORD_BYTES = 64;
    private static final int HEADER_BYTES = 12;

    private final List<byte[]> chunks;
    private final long[] positions;

    private RecordSnapshot(List<byte[]> chunks, long[] positions) {
        this.chunks = List.copyOf(chunks);
        this.positions = positions;
    }

    /** A snapshot of nothing. */
    public static RecordSnapshot empty() {
        return new Builder(0).build();
    }

    public int size() {
        return positions.length;
    }

    /** Shows record {@code i}, 0..size-1; the timeout is what remained when the copy was made. */
    public void view(int i, RecordView view) {
        byte[] chunk = chunks.get((int) (positions[i] >>> 32));
        int at = (int) positions[i];
        int keyLength = Bytes.getUnsignedShort(chunk, at + 4);
        int valueLength = Bytes.getUnsignedShort(chunk, at + 6);
        view.set(Bytes.getInt(chunk, at + 8), chunk, Bytes.getInt(chunk, at), false);
        int key = at + HEADER_BYTES;
        view.setKeyAndValue(key, keyLength, key + keyLength, valueLength);
    }

    /** Visits all records in order. */
    public void forEach(RecordVisitor visitor) {
        RecordView view = new RecordView();
        for (int i = 0; i < size(); i++) {
            view(i, view);
            visitor.record(view);
        }
    }

    /** Collects copies; belongs to one thread until {@link #build}. */
    public static final class Builder {
        private final List<byte[]> chunks = new ArrayList<>();
        private long[] positions;
        private int count;
        private final int chunkBytes;
        private int used;

        /**
         * @param expected about how many records will come
         */
        public Builder(int expected) {
            positions = new long[Math.max(expected, 1)];
            chunkBytes =
                    Math.clamp(
                            (long) expected * USUAL_RECORD_BYTES, MIN_CHUNK_BYTES, MAX_CHUNK_BYTES);
            used = chunkBytes;
        }

        /** Copies one record, after those before. */
        public void add(RecordView view) {
            int bytes = HEADER_BYTES + view.keyLength() + view.valueLength();
            if (used + bytes > chunkBytes) {
                chunks.add(new byte[Math.max(chunkBytes, bytes)]);
                used = 0;
            }
            byte[] chunk = chunks.getLast();
            Bytes.putInt(chunk, used, view.timeoutSeconds());
            Bytes.putShort(chunk, used + 4, view.keyLength());
            Bytes.putShort(chunk, used + 6, view.valueLength());
            Bytes.putInt(chunk, used + 8, view.type());
            int key = used + HEADER_BYTES;
            System.arraycopy(view.bytes(), view.keyOffset(), chunk, key, view.keyLength());
            System.arraycopy(
                    view.bytes(),
                    view.valueOffset(),
                    chunk,
                    key + view.keyLength(),
                    view.valueLength());
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, count * 2);
            }
            positions[count++] = (long) (chunks.size() - 1) << 32 | used;
            used += bytes;
        }

        int size() {
            return count;
        }

        /** The finished copy; nothing may be added afterwards. */
        public RecordSnapshot build() {
            return new RecordSnapshot(
                    chunks,
                    count == positions.length ? positions : Arrays.copyOf(positions, count));
        }
    }
}
