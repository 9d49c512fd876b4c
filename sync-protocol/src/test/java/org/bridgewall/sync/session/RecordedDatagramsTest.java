package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertCodec;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every version sent, heard by this one. */
class RecordedDatagramsTest {
    static List<Path> versions() throws Exception {
        Path root =
                Path.of(
                        Objects.requireNonNull(
                                        RecordedDatagramsTest.class.getResource("/datagrams"))
                                .toURI());
        try (Stream<Path> directories = Files.list(root)) {
            return directories.sorted().toList();
        }
    }

    @Test
    void thereIsARecordingOfAVersion() throws Exception {
        assertThat(versions()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aPlainConversationGivesTheSameReplicaAsThen(Path version) throws Exception {
        assertReplays(Recording.read(version.resolve("replication-plain.txt")), false);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aSealedConversationGivesTheSameReplicaAsThen(Path version) throws Exception {
        assertReplays(Recording.read(version.resolve("replication-sealed.txt")), true);
    }

    @Test
    void whatIsSentTodayIsUnderstoodTodayAndTheRecorderRepeatsItself() {
        Recording recording = DatagramRecorder.record(false);
        assertReplays(recording, false);
        assertThat(DatagramRecorder.record(false).toText()).isEqualTo(recording.toText());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void advertsSayWhatTheySaidThen(Path version) throws Exception {
        List<Advert> plain = new ArrayList<>();
        List<Advert> sealed = new ArrayList<>();
        DatagramSeal openPlain = RecordedNodes.seal(FrameKind.ADVERT, "b", "a", false);
        DatagramSeal openSealed = RecordedNodes.seal(FrameKind.ADVERT, "b", "a", true);
        for (String line : Files.readAllLines(version.resolve("adverts.txt"))) {
            byte[] datagram = HexFormat.of().parseHex(line.substring(line.indexOf(' ') + 1));
            boolean isPlain = line.startsWith("plain");
            byte[] frame = new byte[datagram.length];
            int length =
                    (isPlain ? openPlain : openSealed).open(datagram, 0, datagram.length, frame);
            (isPlain ? plain : sealed).add(AdvertCodec.decode(frame, 0, length));
        }
        assertThat(plain).isEqualTo(DatagramRecorder.ADVERTS);
        assertThat(sealed).isEqualTo(DatagramRecorder.ADVERTS);
    }

    static void assertReplays(Recording recording, boolean sealed) {
        SyncNode b = replay(recording.arrivals(), sealed);
        Map<String, String> held = RecordedNodes.held(b, "a");
        assertThat(held).isNotEmpty().isEqualTo(recording.records());
        assertThat(b.session("a").orElseThrow().proven()).as("proven").isTrue();
        held.forEach((key, value) -> {
            if (key.startsWith("1 ")) {
                assertDecodes(key.substring(2), value);
            }
        });
    }

    /** Node b of this version hears what was recorded, at the times of then. */
    static SyncNode replay(List<Recording.Arrival> arrivals, boolean sealed) {
        SyncNode b = RecordedNodes.node("b", "a", sealed, (path, bytes, length) -> {});
        long last = 0;
        for (Recording.Arrival arrival : arrivals) {
            byte[] datagram = arrival.datagram();
            b.poll(arrival.atNanos());
            b.onDatagram(0, datagram, 0, datagram.length, arrival.atNanos());
            last = arrival.atNanos();
        }
        b.poll(last);
        return b;
    }

    private static void assertDecodes(String key, String value) {
        byte[] k = HexFormat.of().parseHex(key);
        byte[] v = HexFormat.of().parseHex(value);
        Flow flow = new Flow();
        FlowCodec codec = new FlowCodec();
        try {
            codec.decodeKey(k, 0, k.length, flow);
            codec.decodeValue(v, 0, v.length, flow);
        } catch (MalformedFlowException e) {
            throw new AssertionError("a flow of then is not understood: " + key, e);
        }
        assertThat(flow.original.isPresent()).isTrue();
    }
}
