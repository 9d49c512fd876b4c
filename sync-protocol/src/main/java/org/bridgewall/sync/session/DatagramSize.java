package org.bridgewall.sync.session;

import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameWriter;

/**
 * How large frames to one peer may be: as configured, until the way proves too narrow. Then the
 * next plateau below is tried (RFC 1191 section 7.1, RFC 8201), and after a while the configured
 * size again. Two signs tell: the kernel refuses a datagram (EMSGSIZE), or large datagrams get lost
 * one after the other while small ones are answered (a black hole, RFC 8899 section 4.3).
 *
 * <p>Sizes are those of frames; the plateaus are IP packets, with an IPv6 header counted. Thread
 * rule: the replication thread.
 */
final class DatagramSize {
    /** IPv6 header (40), UDP header (8), and the dearest seal. */
    static final int OVERHEAD_BYTES = 40 + 8 + DatagramSeal.MAX_OVERHEAD_BYTES;

    /** RFC 1191 table 7-1; 1400: tunnels; 1280: the least of IPv6 (RFC 8200 section 5). */
    private static final int[] PLATEAUS = {8166, 4352, 2002, 1492, 1400, 1280};

    /** Of large ones so many in a row, and small ones none. */
    private static final int BLACK_HOLE = 8;

    /** Over so long: a burst that overruns the peer's buffer is lost within a round trip. */
    private static final long BLACK_HOLE_NANOS = 300_000_000L;

    /** PMTU_RAISE_TIMER, RFC 8899 section 5.1.1. */
    private static final long RAISE_NANOS = 600_000_000_000L;

    private final int configured;
    private final int least;
    private int frameBytes;
    private int lostInARow;
    private long rowBeganNanos;
    private long loweredNanos;
    private long reductions;

    DatagramSize(int configuredFrameBytes) {
        configured = configuredFrameBytes;
        int narrowest = PLATEAUS[PLATEAUS.length - 1] - OVERHEAD_BYTES;
        least = Math.min(configured, Math.max(narrowest, FrameWriter.minimumFrameBytes()));
        frameBytes = configured;
    }

    /** Largest frame now; after a while at a lower size the configured one is tried again. */
    int frameBytes(long nowNanos) {
        if (frameBytes < configured && nowNanos - loweredNanos >= RAISE_NANOS) {
            frameBytes = configured;
            lostInARow = 0;
        }
        return frameBytes;
    }

    /** The kernel refused a datagram with a frame of that size. */
    void refused(int bytes, long nowNanos) {
        // Several of one burst may be refused; those that were larger than this say nothing new.
        if (bytes <= frameBytes) {
            lower(bytes, nowNanos);
        }
    }

    void delivered(int bytes) {
        if (bytes > least) {
            lostInARow = 0;
        }
    }

    /**
     * A datagram got lost.
     *
     * @param answered small datagrams were not lost at that time
     */
    void lost(int bytes, boolean answered, long nowNanos) {
        if (bytes <= least || !answered) {
            return;
        }
        if (lostInARow++ == 0) {
            rowBeganNanos = nowNanos;
        }
        if (lostInARow >= BLACK_HOLE && nowNanos - rowBeganNanos >= BLACK_HOLE_NANOS) {
            lower(frameBytes, nowNanos);
        }
    }

    private void lower(int tooLarge, long nowNanos) {
        int next = least;
        for (int plateau : PLATEAUS) {
            int fits = plateau - OVERHEAD_BYTES;
            if (fits < tooLarge && fits > next) {
                next = fits;
            }
        }
        if (next < frameBytes) {
            frameBytes = next;
            reductions++;
        }
        lostInARow = 0;
        loweredNanos = nowNanos;
    }

    /** Largest IP packet that comes of it. */
    int packetBytes() {
        return frameBytes + OVERHEAD_BYTES;
    }

    /** How often the size was lowered. */
    long reductions() {
        return reductions;
    }
}
