package org.bridgewall.sync.wire;

/**
 * An acknowledgement, in or out; reused. Missing numbers are ranges, ascending, all above the
 * settled number of the other side and at most {@link #highest}.
 */
public final class AckPart {
    /** Ranges in one acknowledgement; if there are more, it speaks of fewer datagrams. */
    public static final int MAX_RANGES = 64;

    /** What is longer (292 years) overflows as nanoseconds. */
    private static final long MAX_MICROS = Long.MAX_VALUE / 1_000;

    private final long[] firsts = new long[MAX_RANGES];
    private final long[] lasts = new long[MAX_RANGES];
    private int ranges;
    private long highest;
    private long delayMicros;
    private long proven;
    private long provenAgeMicros;
    private long diverged;
    private int window;

    /** Starts afresh. */
    public void reset(long newHighest, long newDelayMicros) {
        ranges = 0;
        highest = newHighest;
        delayMicros = newDelayMicros;
        proven = 0;
        provenAgeMicros = 0;
        diverged = 0;
        window = 0;
    }

    /**
     * Says what the comparison of digests gave and how much may be in flight.
     *
     * @param newProven sequence of the last heartbeat that was found equal; negative = none
     * @param newDiverged sequence of the last heartbeat that was found to differ; negative = none
     */
    public void verdict(long newProven, long newProvenAgeMicros, long newDiverged, int newWindow) {
        proven = newProven + 1;
        provenAgeMicros = newProvenAgeMicros;
        diverged = newDiverged + 1;
        window = newWindow;
    }

    /** Adds a range of missing numbers; if there is no room, the acknowledgement ends before it. */
    public boolean missing(long first, long last) {
        if (ranges == MAX_RANGES) {
            highest = first - 1;
            return false;
        }
        firsts[ranges] = first;
        lasts[ranges++] = last;
        return true;
    }

    void writeTo(ProtoWriter out) {
        out.varintField(1, highest);
        if (ranges > 0) {
            int bytes = 0;
            for (int i = 0; i < ranges; i++) {
                bytes += ProtoWriter.varintSize(firsts[i] - (i == 0 ? 0 : lasts[i - 1]));
                bytes += ProtoWriter.varintSize(lasts[i] - firsts[i]);
            }
            out.tag(2, ProtoWriter.BYTES);
            out.varint(bytes);
            for (int i = 0; i < ranges; i++) {
                out.varint(firsts[i] - (i == 0 ? 0 : lasts[i - 1]));
                out.varint(lasts[i] - firsts[i]);
            }
        }
        out.varintField(3, delayMicros);
        out.varintField(4, proven);
        out.varintField(5, diverged);
        out.varintField(6, window);
        out.varintField(7, provenAgeMicros);
    }

    void readFrom(ProtoReader in) throws MalformedFrameException {
        reset(0, 0);
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 -> highest = in.varint();
                case 2 << 3 | ProtoWriter.BYTES -> readMissing(in);
                case 3 << 3 -> delayMicros = in.varint();
                case 4 << 3 -> proven = in.varint();
                case 5 << 3 -> diverged = in.varint();
                case 6 << 3 -> window = (int) in.varint();
                case 7 << 3 -> provenAgeMicros = in.varint();
                default -> in.skip(tag);
            }
        }
        if (highest < 0
                || delayMicros < 0
                || delayMicros > MAX_MICROS
                || proven < 0
                || diverged < 0
                || window < 0
                || provenAgeMicros < 0
                || provenAgeMicros > MAX_MICROS) {
            throw new MalformedFrameException("acknowledgement out of range");
        }
    }

    private void readMissing(ProtoReader in) throws MalformedFrameException {
        int outer = in.narrow(in.length());
        // Protobuf may split a packed field in several.
        long previous = ranges == 0 ? 0 : lasts[ranges - 1];
        while (in.hasMore()) {
            long first = previous + in.varint();
            long last = first + in.varint();
            if (ranges == MAX_RANGES || first <= previous || last < first) {
                throw new MalformedFrameException("missing ranges");
            }
            firsts[ranges] = first;
            lasts[ranges++] = last;
            previous = last;
        }
        in.widen(outer);
    }

    public long highest() {
        return highest;
    }

    public long delayMicros() {
        return delayMicros;
    }

    /** Sequence of the last heartbeat that was found equal; -1 = none. */
    public long proven() {
        return proven - 1;
    }

    /** Since that comparison. */
    public long provenAgeMicros() {
        return provenAgeMicros;
    }

    /** Sequence of the last heartbeat that was found to differ; -1 = none. */
    public long diverged() {
        return diverged - 1;
    }

    public int window() {
        return window;
    }

    /** Whether a number, at most {@link #highest}, is missing. */
    public boolean isMissing(long sequence) {
        for (int i = 0; i < ranges; i++) {
            if (sequence >= firsts[i] && sequence <= lasts[i]) {
                return true;
            }
        }
        return false;
    }
}
