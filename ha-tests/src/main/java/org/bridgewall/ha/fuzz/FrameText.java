package org.bridgewall.ha.fuzz;

import java.util.HexFormat;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.wire.AckPart;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.InboundFrame;

/**
 * Everything that a frame says, as text: two frames say the same if their texts are equal. (The
 * digest of an incomplete heartbeat says nothing.)
 */
public final class FrameText {
    private static final HexFormat HEX = HexFormat.of();
    private static final int ROOM = 70_000;

    private FrameText() {}

    /** One part per line. */
    public static String of(InboundFrame frame) {
        StringBuilder text = new StringBuilder();
        text.append(
                "session %x sequence %d settled %d%n"
                        .formatted(frame.session(), frame.sequence(), frame.settled()));
        if (frame.hello() != null) {
            text.append(frame.hello()).append('\n');
        }
        if (frame.hasAck()) {
            text.append("ack ").append(ack(frame.ack())).append('\n');
        }
        if (frame.hasHeartbeat()) {
            text.append(
                    "heartbeat %d %b %x %d%n"
                            .formatted(
                                    frame.heartbeatSequence(),
                                    frame.heartbeatComplete(),
                                    frame.heartbeatComplete() ? frame.heartbeatDigest() : 0,
                                    frame.heartbeatRecords()));
        }
        if (frame.hasRange()) {
            text.append("range %x..%x%n".formatted(frame.rangeFirst(), frame.rangeLast()));
        }
        if (frame.hasBuckets()) {
            text.append(
                    "buckets at %d from %d:"
                            .formatted(frame.bucketsSequence(), frame.bucketsFirst()));
            for (int i = 0; i < frame.bucketsCount(); i++) {
                text.append(' ').append(Long.toHexString(frame.bucketDigest(i)));
            }
            text.append('\n');
        }
        if (frame.hasProbe()) {
            text.append("probe ").append(frame.probeHeardMicros()).append('\n');
        }
        for (int i = 0; i < frame.recordCount(); i++) {
            text.append(record(frame.record(i))).append('\n');
        }
        return text.toString();
    }

    /** The ranges show in the bytes only. */
    private static String ack(AckPart ack) {
        FrameWriter writer = new FrameWriter(ROOM);
        writer.begin(0);
        writer.ack(ack);
        return HEX.formatHex(writer.buffer(), 0, writer.length());
    }

    private static String record(RecordView record) {
        int key = record.keyOffset();
        int value = record.valueOffset();
        String name =
                record.byReference()
                        ? "reference " + Long.toHexString(record.reference())
                        : "key " + HEX.formatHex(record.bytes(), key, key + record.keyLength());
        if (record.removed()) {
            return "record %d %s removed".formatted(record.type(), name);
        }
        return "record %d %s value %s timeout %d"
                .formatted(
                        record.type(),
                        name,
                        HEX.formatHex(record.bytes(), value, value + record.valueLength()),
                        record.timeoutSeconds());
    }
}
