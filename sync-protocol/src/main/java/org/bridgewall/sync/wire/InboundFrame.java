package org.bridgewall.sync.wire;

import org.bridgewall.sync.cache.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * One received frame, found well-formed as a whole; reused for the next. Records are shown one by
 * one with {@link #record}.
 *
 * <p>Thread rule: one owner.
 */
public final class InboundFrame {
    /** What is longer ago (292 years) overflows as nanoseconds. */
    private static final long MAX_HEARD_MICROS = Long.MAX_VALUE / 1_000;

    private final ProtoReader in = new ProtoReader();
    private final AckPart ack = new AckPart();
    private final InboundRecords records = new InboundRecords();
    private final RecordView record = new RecordView();
    private final long[] buckets = new long[128];
    private byte[] bytes = new byte[0];
    private long session;
    private long sequence;
    private long settled;
    private boolean hasAck;
    private boolean hasHeartbeat;
    private long heartbeatSequence;
    private boolean heartbeatComplete;
    private long heartbeatDigest;
    private long heartbeatRecords;
    private final long[] marks = new long[FrameWriter.MAX_MARKS];
    private int markCount;
    private boolean hasRange;
    private long rangeFirst;
    private long rangeLast;
    private @Nullable HelloPart hello;
    private boolean hasBuckets;
    private long bucketsSequence;
    private int bucketsFirst;
    private int bucketsCount;
    private boolean hasProbe;
    private long probeHeardMicros;

    /** Reads a frame; the bytes must stay as they are while this object is used. */
    public void read(byte[] datagram, int offset, int length) throws MalformedFrameException {
        clear();
        bytes = datagram;
        records.begin(datagram);
        in.reset(datagram, offset, length);
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | ProtoWriter.FIXED64 -> session = in.fixed64();
                case 2 << 3 -> sequence = in.varint();
                case 3 << 3 -> settled = in.varint();
                case 4 << 3 | ProtoWriter.BYTES,
                        5 << 3 | ProtoWriter.BYTES,
                        6 << 3 | ProtoWriter.BYTES,
                        7 << 3 | ProtoWriter.BYTES,
                        8 << 3 | ProtoWriter.BYTES,
                        9 << 3 | ProtoWriter.BYTES,
                        10 << 3 | ProtoWriter.BYTES,
                        11 << 3 | ProtoWriter.BYTES ->
                        readPart(tag >>> 3, in.length());
                default -> in.skip(tag);
            }
        }
        if (sequence < 0 || settled < 0 || (sequence != 0 && settled >= sequence)) {
            throw new MalformedFrameException("sequence");
        }
        if (hasRange && records.byReference() > 0) {
            throw new MalformedFrameException("a reference in a range");
        }
    }

    private void clear() {
        session = 0;
        sequence = 0;
        settled = 0;
        hasAck = false;
        hasHeartbeat = false;
        hasRange = false;
        hello = null;
        hasBuckets = false;
        hasProbe = false;
    }

    private void readPart(int field, int length) throws MalformedFrameException {
        int start = in.position();
        int outer = in.narrow(length);
        switch (field) {
            case 4 -> {
                ack.readFrom(in);
                hasAck = true;
            }
            case 5 -> readHeartbeat();
            case 6 -> readRange();
            case 7 -> records.readWhole(in);
            case 8 -> hello = HelloPart.read(bytes, start, length);
            case 9 -> readBuckets();
            case 10 -> readProbe();
            default -> records.readCompact(in);
        }
        in.widen(outer);
    }

    private void readHeartbeat() throws MalformedFrameException {
        heartbeatSequence = 0;
        heartbeatComplete = false;
        heartbeatDigest = 0;
        heartbeatRecords = 0;
        markCount = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 -> heartbeatSequence = in.varint();
                case 2 << 3 -> heartbeatComplete = in.varint() != 0;
                case 3 << 3 | ProtoWriter.FIXED64 -> heartbeatDigest = in.fixed64();
                case 4 << 3 -> heartbeatRecords = in.varint();
                case 5 << 3 | ProtoWriter.FIXED64 -> addMark(in.fixed64());
                case 5 << 3 | ProtoWriter.BYTES -> {
                    int outer = in.narrow(in.length());
                    while (in.hasMore()) {
                        addMark(in.fixed64());
                    }
                    in.widen(outer);
                }
                default -> in.skip(tag);
            }
        }
        if (heartbeatSequence < 0) {
            throw new MalformedFrameException("heartbeat");
        }
        hasHeartbeat = true;
    }

    /** Those beyond what a sender writes are left out: a mark that is missing does no harm. */
    private void addMark(long mark) {
        if (markCount < marks.length) {
            marks[markCount++] = mark;
        }
    }

    private void readRange() throws MalformedFrameException {
        rangeFirst = 0;
        rangeLast = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | ProtoWriter.FIXED64 -> rangeFirst = in.fixed64();
                case 2 << 3 | ProtoWriter.FIXED64 -> rangeLast = in.fixed64();
                default -> in.skip(tag);
            }
        }
        if (Long.compareUnsigned(rangeFirst, rangeLast) > 0) {
            throw new MalformedFrameException("range");
        }
        hasRange = true;
    }

    private void readBuckets() throws MalformedFrameException {
        bucketsSequence = 0;
        bucketsFirst = 0;
        bucketsCount = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 -> bucketsSequence = in.varint();
                case 2 << 3 -> bucketsFirst = (int) in.varint();
                case 3 << 3 | ProtoWriter.BYTES -> {
                    int outer = in.narrow(in.length());
                    while (in.hasMore() && bucketsCount < buckets.length) {
                        buckets[bucketsCount++] = in.fixed64();
                    }
                    in.widen(outer);
                }
                default -> in.skip(tag);
            }
        }
        if (bucketsFirst < 0 || bucketsFirst > 1024 - bucketsCount) {
            throw new MalformedFrameException("buckets");
        }
        hasBuckets = true;
    }

    private void readProbe() throws MalformedFrameException {
        probeHeardMicros = -1;
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == 1 << 3) {
                probeHeardMicros = in.varint() - 1;
            } else {
                in.skip(tag);
            }
        }
        if (probeHeardMicros < -1 || probeHeardMicros > MAX_HEARD_MICROS) {
            throw new MalformedFrameException("probe");
        }
        hasProbe = true;
    }

    /** Shows record {@code i}, 0..recordCount-1; the object is reused for the next. */
    public RecordView record(int i) {
        records.show(i, record);
        return record;
    }

    public int recordCount() {
        return records.count();
    }

    /** Whether some record is no removal and named by reference. */
    public boolean hasUpdatesByReference() {
        return records.updatesByReference() > 0;
    }

    public long session() {
        return session;
    }

    /** Number of the datagram; 0 = not numbered. */
    public long sequence() {
        return sequence;
    }

    public long settled() {
        return settled;
    }

    public boolean hasAck() {
        return hasAck;
    }

    /** Meaningful if {@link #hasAck}. */
    public AckPart ack() {
        return ack;
    }

    public boolean hasHeartbeat() {
        return hasHeartbeat;
    }

    public long heartbeatSequence() {
        return heartbeatSequence;
    }

    public boolean heartbeatComplete() {
        return heartbeatComplete;
    }

    public long heartbeatDigest() {
        return heartbeatDigest;
    }

    public long heartbeatRecords() {
        return heartbeatRecords;
    }

    public int markCount() {
        return markCount;
    }

    /** Mark {@code i} of the heartbeat, 0..markCount-1. */
    public long mark(int i) {
        return marks[i];
    }

    public boolean hasRange() {
        return hasRange;
    }

    public long rangeFirst() {
        return rangeFirst;
    }

    public long rangeLast() {
        return rangeLast;
    }

    public @Nullable HelloPart hello() {
        return hello;
    }

    public boolean hasBuckets() {
        return hasBuckets;
    }

    public long bucketsSequence() {
        return bucketsSequence;
    }

    public int bucketsFirst() {
        return bucketsFirst;
    }

    public int bucketsCount() {
        return bucketsCount;
    }

    /** Digest {@code i} of the page. */
    public long bucketDigest(int i) {
        return buckets[i];
    }

    public boolean hasProbe() {
        return hasProbe;
    }

    /** Microseconds since the peer heard this node on the path of this frame; negative = never. */
    public long probeHeardMicros() {
        return probeHeardMicros;
    }
}
