package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bridgewall.sync.wire.Frame;
import org.bridgewall.sync.wire.Hello;
import org.bridgewall.sync.wire.Record;
import org.junit.jupiter.api.Test;

/** A peer of another version: what it says more is passed over, what it says less is no harm. */
class VersionSkewTest {
    private static final int HEADER_BYTES = 22;
    private static final UnknownFieldSet LATER =
            UnknownFieldSet.newBuilder()
                    .addField(
                            90,
                            UnknownFieldSet.Field.newBuilder()
                                    .addVarint(-1)
                                    .addFixed32(7)
                                    .addFixed64(8)
                                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                    .build())
                    .build();

    private static final Recording WHOLE = DatagramRecorder.record(false, false);
    private static final Recording COMPACT = DatagramRecorder.record(false, true);

    private Recording recording = WHOLE;

    @Test
    void fieldsAndPartsOfALaterVersionArePassedOverEverywhere() {
        for (Recording each : List.of(WHOLE, COMPACT)) {
            recording = each;
            RecordedDatagramsTest.assertReplays(
                    new Recording(changed(VersionSkewTest::withLaterFields), each.records()),
                    false);
        }
    }

    /** So that the test before has something to add to. */
    @Test
    void theConversationsHoldEveryPart() {
        List<Frame> whole = WHOLE.arrivals().stream().map(a -> parsed(a.datagram())).toList();
        assertThat(whole).anyMatch(Frame::hasAck);
        assertThat(whole).anyMatch(Frame::hasHeartbeat);
        assertThat(whole).anyMatch(Frame::hasRange);
        assertThat(whole).anyMatch(Frame::hasHello);
        assertThat(whole).anyMatch(Frame::hasProbe);
        assertThat(whole).anyMatch(frame -> frame.getRecordsCount() > 0);
        assertThat(whole).noneMatch(frame -> frame.getCompactCount() > 0);
        assertThat(COMPACT.arrivals().stream().map(a -> parsed(a.datagram())))
                .anyMatch(frame -> frame.getCompactCount() > 0);
    }

    @Test
    void aRecordOfATypeThatIsNotKnownIsStoredChangedRemovedAndProven() {
        for (boolean compact : new boolean[] {false, true}) {
            SessionPair pair =
                    new SessionPair(org.bridgewall.sync.wire.ReplicationMode.FTFW, compact);
            pair.until(pair::proven);
            byte[] key = {1, 2, 3};
            for (byte value = 1; value < 4; value++) {
                pair.a.internal().put(201, key, 0, 3, new byte[] {value}, 0, 1, 60, pair.now);
                pair.until(() -> pair.proven() && pair.equal());
                assertThat(pair.replica().size(201)).isEqualTo(1);
            }
            pair.a.internal().remove(201, key, 0, 3, pair.now);
            pair.until(() -> pair.proven() && pair.equal() && pair.replica().size() == 0);
        }
    }

    private static Frame withLaterFields(Frame frame) {
        Frame.Builder more = frame.toBuilder().setUnknownFields(LATER);
        if (frame.hasAck()) {
            more.getAckBuilder().setUnknownFields(LATER);
        }
        if (frame.hasHeartbeat()) {
            more.getHeartbeatBuilder().setUnknownFields(LATER);
        }
        if (frame.hasRange()) {
            more.getRangeBuilder().setUnknownFields(LATER);
        }
        if (frame.hasHello()) {
            more.getHelloBuilder().setUnknownFields(LATER);
        }
        if (frame.hasProbe()) {
            more.getProbeBuilder().setUnknownFields(LATER);
        }
        for (int i = 0; i < frame.getRecordsCount(); i++) {
            Record record = frame.getRecords(i);
            more.setRecords(i, record.toBuilder().setUnknownFields(LATER));
        }
        return more.build();
    }

    @Test
    void aPeerOfTwoVersionsLaterThatStillSpeaksThisOneIsUnderstood() {
        assertThat(
                        established(hello ->
                                hello.setVersionMin(1)
                                        .setVersionMax(3)
                                        .setFeatures(-1)
                                        .setSoftware("9.9.9")))
                .isTrue();
    }

    @Test
    void aPeerWithoutAnyFeatureIsUnderstood() {
        assertThat(established(hello -> hello.clearFeatures().clearSoftware())).isTrue();
    }

    @Test
    void aPeerThatNoLongerSpeaksThisVersionIsRefusedAndTheReasonTold() {
        SyncNode b =
                RecordedDatagramsTest.replay(
                        changed(frame ->
                                withHello(
                                        frame,
                                        hello -> hello.setVersionMin(99).setVersionMax(100))),
                        false);
        Session session = b.session("a").orElseThrow();
        assertThat(session.established()).isFalse();
        assertThat(session.status(0).problem()).contains("protocol versions: 99..100");
        assertThat(RecordedNodes.held(b, "a")).isEmpty();
    }

    private boolean established(UnaryOperator<Hello.Builder> change) {
        SyncNode b =
                RecordedDatagramsTest.replay(changed(frame -> withHello(frame, change)), false);
        assertThat(RecordedNodes.held(b, "a")).isEqualTo(recording.records());
        return b.session("a").orElseThrow().established();
    }

    private static Frame withHello(Frame frame, UnaryOperator<Hello.Builder> change) {
        return frame.hasHello()
                ? frame.toBuilder().setHello(change.apply(frame.getHello().toBuilder())).build()
                : frame;
    }

    private List<Recording.Arrival> changed(UnaryOperator<Frame> change) {
        List<Recording.Arrival> result = new ArrayList<>();
        for (Recording.Arrival arrival : recording.arrivals()) {
            byte[] datagram = arrival.datagram();
            byte[] frame = change.apply(parsed(datagram)).toByteArray();
            byte[] whole = Arrays.copyOf(datagram, HEADER_BYTES + frame.length);
            System.arraycopy(frame, 0, whole, HEADER_BYTES, frame.length);
            result.add(new Recording.Arrival(arrival.atNanos(), whole));
        }
        return result;
    }

    private static Frame parsed(byte[] datagram) {
        try {
            return Frame.parseFrom(
                    ByteBuffer.wrap(datagram, HEADER_BYTES, datagram.length - HEADER_BYTES));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("not protobuf", e);
        }
    }
}
