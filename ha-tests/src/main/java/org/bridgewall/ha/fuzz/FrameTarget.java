package org.bridgewall.ha.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bridgewall.sync.wire.AckPart;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.HelloPart;
import org.bridgewall.sync.wire.InboundFrame;
import org.bridgewall.sync.wire.MalformedFrameException;

/**
 * The reader of replication frames. What it accepts it reads the same whatever stands around it,
 * and what it read, written anew, reads back.
 */
final class FrameTarget implements FuzzTarget {
    private static final int ROOM = 70_000;
    private static final int BEFORE = 16;

    private final InboundFrame exact = new InboundFrame();
    private final InboundFrame amid = new InboundFrame();

    @Override
    public String name() {
        return "frame";
    }

    @Override
    public Shape shape() {
        return Shape.PROTOBUF;
    }

    @Override
    public boolean accepts(byte[] input) {
        byte[] surrounded = new byte[input.length + 2 * BEFORE];
        Arrays.fill(surrounded, (byte) 0x3a);
        System.arraycopy(input, 0, surrounded, BEFORE, input.length);
        boolean accepted = read(exact, input, 0, input.length);
        if (read(amid, surrounded, BEFORE, input.length) != accepted) {
            throw new PropertyBroken("accepted depending on what stands around it");
        }
        if (!accepted) {
            return false;
        }
        String text = FrameText.of(exact);
        if (!text.equals(FrameText.of(amid))) {
            throw new PropertyBroken("reads depending on what stands around it");
        }
        readsBack(text);
        return true;
    }

    private void readsBack(String text) {
        byte[] again = written(exact);
        if (!read(amid, again, 0, again.length)) {
            throw new PropertyBroken("refused what was written from what was accepted: " + text);
        }
        if (!text.equals(FrameText.of(amid))) {
            throw new PropertyBroken(
                    "read %s%n but after writing it %s".formatted(text, FrameText.of(amid)));
        }
    }

    private static boolean read(InboundFrame frame, byte[] bytes, int offset, int length) {
        try {
            frame.read(bytes, offset, length);
            return true;
        } catch (MalformedFrameException e) {
            return false;
        }
    }

    private static byte[] written(InboundFrame frame) {
        FrameWriter out = new FrameWriter(ROOM + 1100 * frame.recordCount());
        out.begin(frame.session());
        if (frame.sequence() != 0) {
            out.sequence(frame.sequence(), frame.settled());
        } else {
            out.settled(frame.settled());
        }
        HelloPart hello = frame.hello();
        if (hello != null) {
            out.hello(hello);
        }
        if (frame.hasAck()) {
            out.ack(frame.ack());
        }
        if (frame.hasHeartbeat()) {
            List<Long> marks = new ArrayList<>();
            for (int i = 0; i < frame.markCount(); i++) {
                marks.add(frame.mark(i));
            }
            out.heartbeat(
                    frame.heartbeatSequence(),
                    frame.heartbeatComplete(),
                    frame.heartbeatDigest(),
                    frame.heartbeatRecords(),
                    marks);
        }
        if (frame.hasRange()) {
            out.range(frame.rangeFirst(), frame.rangeLast());
        }
        if (frame.hasBuckets()) {
            long[] digests = new long[1024];
            for (int i = 0; i < frame.bucketsCount(); i++) {
                digests[frame.bucketsFirst() + i] = frame.bucketDigest(i);
            }
            out.buckets(
                    frame.bucketsSequence(), frame.bucketsFirst(), digests, frame.bucketsCount());
        }
        if (frame.hasProbe()) {
            out.probe(frame.probeHeardMicros());
        }
        records(frame, out);
        return Arrays.copyOf(out.buffer(), out.length());
    }

    /** Compactly where some record has no key, whole where all have one. */
    private static void records(InboundFrame frame, FrameWriter out) {
        boolean compact = false;
        for (int i = 0; i < frame.recordCount(); i++) {
            compact |= frame.record(i).byReference();
        }
        out.compact(compact);
        for (int i = 0; i < frame.recordCount(); i++) {
            if (!out.tryRecord(frame.record(i))) {
                throw new PropertyBroken("record " + i + " does not fit");
            }
        }
    }

    @Override
    public long allocationBoundBytes(int inputBytes) {
        return 8L * (1 << 20) + inputBytes * (1L << 18); // compact records, written out and as text
    }

    @Override
    public List<byte[]> examples() {
        List<byte[]> all = new ArrayList<>(ExampleDatagrams.frames());
        FrameWriter out = new FrameWriter(1300);
        AckPart ack = new AckPart();
        ack.reset(99, 1);
        ack.missing(3, 4);
        ack.missing(9, 30);
        ack.verdict(7, 3, 9, 512);
        out.begin(5);
        out.ack(ack);
        out.heartbeat(9, true, 1, 1, List.of(7L, -1L));
        out.range(1, 2);
        out.probe(5);
        all.add(Arrays.copyOf(out.buffer(), out.length()));
        return all;
    }
}
