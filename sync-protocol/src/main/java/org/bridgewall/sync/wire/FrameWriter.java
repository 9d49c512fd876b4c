package org.bridgewall.sync.wire;

import java.util.List;
import org.bridgewall.sync.cache.RecordView;

/**
 * Builds one frame after the other in one buffer, by hand: {@link #begin}, then parts, then {@link
 * #length} bytes of {@link #buffer}. Allocates nothing but for a hello.
 *
 * <p>Thread rule: one owner.
 */
public final class FrameWriter {
    /** The most marks that a heartbeat carries. */
    public static final int MAX_MARKS = 16;

    /** Bytes that a record needs beyond key and value, at most. */
    private static final int RECORD_OVERHEAD = 24;

    /** What a length of two bytes can say. */
    private static final int MAX_PART_BYTES = 0x3fff;

    /** Bytes kept free for a heartbeat and the like after the records. */
    private static final int TAIL_BYTES = 48;

    /** Room behind the limit for a record that is tried and taken back. */
    private static final int SLACK_BYTES = 1536;

    private final ProtoWriter out;
    private final CompactWriter compact = new CompactWriter();
    private int limit;
    private boolean compacts;
    private int compactAt;
    private int compactEnd;
    private int expandedBytes;

    /**
     * @param maxFrameBytes largest frame: path MTU less IP, UDP and seal
     */
    public FrameWriter(int maxFrameBytes) {
        limit = maxFrameBytes;
        out = new ProtoWriter(new byte[maxFrameBytes + SLACK_BYTES]);
    }

    /** Frames are to be no larger than this from now on; at most what the writer was made for. */
    public void limit(int maxFrameBytes) {
        limit = Math.min(maxFrameBytes, out.buffer().length - SLACK_BYTES);
    }

    /** Whether records are written compactly from now on: the peer must understand that. */
    public void compact(boolean wanted) {
        compacts = wanted;
    }

    public byte[] buffer() {
        return out.buffer();
    }

    public int length() {
        return out.position();
    }

    /** Starts a frame of a session; 0 = before there is one. */
    public void begin(long session) {
        out.position(0);
        compactEnd = -1;
        expandedBytes = 0;
        if (session != 0) {
            out.fixed64Field(1, session);
        }
    }

    /** Makes the frame a numbered one. */
    public void sequence(long sequence, long settled) {
        out.varintField(2, sequence);
        settled(settled);
    }

    /** What the sender no longer waits for. */
    public void settled(long settled) {
        if (settled != 0) {
            out.varintField(3, settled);
        }
    }

    /** Whether an acknowledgement of ordinary size still fits. */
    public boolean roomForAck() {
        return out.position() + TAIL_BYTES <= limit;
    }

    /** Adds an acknowledgement. */
    public void ack(AckPart ack) {
        out.tag(4, ProtoWriter.BYTES);
        int lengthAt = out.position();
        out.position(lengthAt + 2);
        ack.writeTo(out);
        twoByteLength(lengthAt);
    }

    /** Writes a length as a two-byte varint (non-minimal where small, which protobuf allows). */
    private void twoByteLength(int lengthAt) {
        int length = out.position() - lengthAt - 2;
        out.buffer()[lengthAt] = (byte) ((length & 0x7f) | 0x80);
        out.buffer()[lengthAt + 1] = (byte) (length >>> 7);
    }

    /**
     * Adds a heartbeat.
     *
     * @param marks of them {@link #MAX_MARKS} at most are written
     */
    public void heartbeat(
            long sequence, boolean complete, long digest, long records, List<Long> marks) {
        out.tag(5, ProtoWriter.BYTES);
        int lengthAt = out.position();
        out.position(lengthAt + 2);
        out.varintField(1, sequence);
        if (complete) {
            out.varintField(2, 1);
            out.fixed64Field(3, digest);
        }
        out.varintField(4, records);
        int count = Math.min(marks.size(), MAX_MARKS);
        int packed = count * Long.BYTES;
        if (packed > 0) {
            out.tag(5, ProtoWriter.BYTES);
            out.varint(packed);
        }
        for (int i = 0; i < count; i++) {
            out.fixed64(marks.get(i));
        }
        twoByteLength(lengthAt);
    }

    /** Says that the frame's records are all that live in the range. */
    public void range(long first, long last) {
        out.tag(6, ProtoWriter.BYTES);
        out.varint(18);
        out.fixed64Field(1, first);
        out.fixed64Field(2, last);
    }

    /** Adds a record if there is room for it (and for a range and a heartbeat after it). */
    public boolean tryRecord(RecordView view) {
        return compacts ? tryCompact(view) : tryWhole(view);
    }

    private boolean tryCompact(RecordView view) {
        int before = out.position();
        boolean begins = before != compactEnd;
        if (begins) {
            out.tag(11, ProtoWriter.BYTES);
            compactAt = out.position();
            out.position(compactAt + 2);
            compact.begin();
        }
        compact.write(view, out);
        if (!begins && out.position() - compactAt - 2 > MAX_PART_BYTES) {
            out.position(before);
            compactEnd = -1;
            return tryCompact(view);
        }
        int expanded = view.keyLength() + view.valueLength();
        if (out.position() + TAIL_BYTES > limit
                || expandedBytes + expanded > InboundRecords.MAX_EXPANDED_BYTES) {
            out.position(before);
            // The largest record of all fits into the smallest frame when it is written whole.
            return begins && tryWhole(view);
        }
        compact.keep();
        expandedBytes += expanded;
        twoByteLength(compactAt);
        compactEnd = out.position();
        return true;
    }

    private boolean tryWhole(RecordView view) {
        int body = recordBytes(view);
        if (out.position() + body + 4 + TAIL_BYTES > limit) {
            return false;
        }
        out.tag(7, ProtoWriter.BYTES);
        out.varint(body);
        out.varintField(1, view.type());
        out.bytesField(2, view.bytes(), view.keyOffset(), view.keyLength());
        if (view.removed()) {
            out.varintField(5, 1);
        } else {
            out.bytesField(3, view.bytes(), view.valueOffset(), view.valueLength());
            out.varintField(4, Math.max(0, view.timeoutSeconds()));
        }
        return true;
    }

    private static int recordBytes(RecordView view) {
        int key = 1 + ProtoWriter.varintSize(view.type());
        key += 1 + ProtoWriter.varintSize(view.keyLength()) + view.keyLength();
        if (view.removed()) {
            return key + 2;
        }
        int value = 1 + ProtoWriter.varintSize(view.valueLength()) + view.valueLength();
        return key + value + 1 + ProtoWriter.varintSize(Math.max(0, view.timeoutSeconds()));
    }

    /** Adds a hello. */
    public void hello(HelloPart hello) {
        byte[] bytes = hello.toBytes();
        out.bytesField(8, bytes, 0, bytes.length);
    }

    /** How many bucket digests fit into one page. */
    public int bucketsPerPage() {
        return Math.min(128, (limit - TAIL_BYTES) / Long.BYTES);
    }

    /** Adds a page of bucket digests. */
    public void buckets(long sequence, int first, long[] digests, int count) {
        int packed = count * Long.BYTES;
        out.tag(9, ProtoWriter.BYTES);
        int lengthAt = out.position();
        out.position(lengthAt + 2);
        out.varintField(1, sequence);
        out.varintField(2, first);
        out.tag(3, ProtoWriter.BYTES);
        out.varint(packed);
        for (int i = 0; i < count; i++) {
            out.fixed64(digests[first + i]);
        }
        twoByteLength(lengthAt);
    }

    /** Adds a path probe; negative = never heard. */
    public void probe(long heardMicros) {
        int bytes = heardMicros < 0 ? 0 : 1 + ProtoWriter.varintSize(heardMicros + 1);
        out.tag(10, ProtoWriter.BYTES);
        out.varint(bytes);
        if (bytes > 0) {
            out.varintField(1, heardMicros + 1);
        }
    }

    /** Smallest frame size in which every record fits. */
    public static int minimumFrameBytes() {
        return 1024 + RECORD_OVERHEAD + 64 + TAIL_BYTES;
    }
}
