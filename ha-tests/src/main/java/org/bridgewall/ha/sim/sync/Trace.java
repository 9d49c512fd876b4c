package org.bridgewall.ha.sim.sync;

import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.bridgewall.sync.wire.InboundFrame;
import org.bridgewall.sync.wire.MalformedFrameException;

/** The last events of a run: faults always, datagrams only where it was asked for. */
final class Trace {
    private static final int FAULTS = 60;
    private static final int DATAGRAMS = 80;
    private static final int HEADER_BYTES = 22;

    private final ArrayDeque<String> faults = new ArrayDeque<>();
    private final ArrayDeque<String> datagrams = new ArrayDeque<>();
    private final InboundFrame frame = new InboundFrame();
    private final boolean verbose;

    Trace(boolean verbose) {
        this.verbose = verbose;
    }

    void fault(long nowNanos, String line) {
        add(faults, FAULTS, nowNanos, line);
        if (verbose) {
            add(datagrams, DATAGRAMS, nowNanos, "--- " + line);
        }
    }

    void event(long nowNanos, Supplier<String> line) {
        if (verbose) {
            add(datagrams, DATAGRAMS, nowNanos, line.get());
        }
    }

    private static void add(ArrayDeque<String> lines, int most, long nowNanos, String line) {
        lines.add("%10.3f ms  %s".formatted(nowNanos / 1e6, line));
        if (lines.size() > most) {
            lines.removeFirst();
        }
    }

    /** What a plain datagram says, in a few words. */
    String summary(byte[] datagram, int length, boolean sealed) {
        if (sealed) {
            return length + " sealed bytes";
        }
        try {
            frame.read(datagram, HEADER_BYTES, length - HEADER_BYTES);
        } catch (MalformedFrameException e) {
            return "malformed";
        }
        StringBuilder text = new StringBuilder();
        if (frame.hello() != null) {
            text.append(frame.hello());
        }
        if (frame.sequence() != 0) {
            text.append(
                    " #%d (settled %d) %d records"
                            .formatted(frame.sequence(), frame.settled(), frame.recordCount()));
        }
        if (frame.hasRange()) {
            text.append(" range %x..%x".formatted(frame.rangeFirst(), frame.rangeLast()));
        }
        if (frame.hasAck()) {
            text.append(
                    " ack %d, proven %d, diverged %d"
                            .formatted(
                                    frame.ack().highest(),
                                    frame.ack().proven(),
                                    frame.ack().diverged()));
        }
        if (frame.hasHeartbeat()) {
            text.append(
                    " heartbeat %d%s %x"
                            .formatted(
                                    frame.heartbeatSequence(),
                                    frame.heartbeatComplete() ? " complete" : "",
                                    frame.heartbeatDigest()));
        }
        if (frame.hasBuckets()) {
            text.append(" buckets from %d".formatted(frame.bucketsFirst()));
        }
        return frame.hasProbe() ? text + " probe" : text.toString();
    }

    @Override
    public String toString() {
        String both = "faults:\n" + String.join("\n", faults);
        return verbose ? both + "\nlast events:\n" + String.join("\n", datagrams) : both;
    }
}
