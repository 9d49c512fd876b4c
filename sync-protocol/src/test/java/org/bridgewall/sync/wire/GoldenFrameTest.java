package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.StateHash;
import org.junit.jupiter.api.Test;

/**
 * Bytes of version 1 of the protocol: readable for ever, and written exactly so while this is the
 * version. A failure here means that nodes of two releases would not understand each other.
 */
class GoldenFrameTest {
    private static final String DATA =
            "09efcdab8967452301100718033a0c080112036162631a0178203c321209000000000000000011"
                    + "ffffffffffffff0022930008091202040118fa012003280030800838e8072a8f0008091001"
                    + "1988776655443322112001";
    private static final String HELLO =
            "422e0a02623111050000000000000019060000000000000021070000000000000028013001380148"
                    + "015205302e312e30";
    private static final String SEALED =
            "112abb54720d000000010000000200000000000000011fdbdc8fe56a75ec813da13d87700334c68e"
                    + "8a6a7e";

    private final FrameWriter writer = new FrameWriter(1300);
    private final InboundFrame reader = new InboundFrame();

    @Test
    void aFullFrameIsWrittenAndReadAsEver() throws Exception {
        InternalCache cache = new InternalCache(1);
        cache.put(1, utf8("abc"), 0, 3, utf8("x"), 0, 1, 60, 0);
        writer.begin(0x0123456789abcdefL);
        writer.sequence(7, 3);
        cache.forEach(writer::tryRecord);
        writer.range(0, 0x00ffffffffffffffL);
        AckPart ack = new AckPart();
        ack.reset(9, 250);
        ack.missing(4, 5);
        ack.verdict(2, 1000, -1, 1024);
        writer.ack(ack);
        writer.heartbeat(9, true, 0x1122334455667788L, 1, List.of());
        assertThat(written()).isEqualTo(DATA);

        byte[] golden = HexFormat.of().parseHex(DATA);
        reader.read(golden, 0, golden.length);
        assertThat(reader.sequence()).isEqualTo(7);
        assertThat(reader.settled()).isEqualTo(3);
        assertThat(reader.record(0).timeoutSeconds()).isEqualTo(60);
        assertThat(reader.rangeLast()).isEqualTo(0x00ffffffffffffffL);
        assertThat(reader.ack().isMissing(5)).isTrue();
        assertThat(reader.ack().isMissing(6)).isFalse();
        assertThat(reader.ack().proven()).isEqualTo(2);
        assertThat(reader.heartbeatDigest()).isEqualTo(0x1122334455667788L);
    }

    @Test
    void aHelloIsWrittenAndReadAsEver() throws Exception {
        HelloPart hello =
                new HelloPart("b1", 5, 6, 7, true, 1, 1, 0, ReplicationMode.FTFW, "0.1.0", 0);
        writer.begin(0);
        writer.hello(hello);
        assertThat(written()).isEqualTo(HELLO);
        byte[] golden = HexFormat.of().parseHex(HELLO);
        reader.read(golden, 0, golden.length);
        assertThat(reader.hello()).isEqualTo(hello);
    }

    @Test
    void bothEndsHashAlikeInEveryRelease() {
        long key = StateHash.ofKey(42, 1, utf8("key"), 0, 3);
        assertThat(key).isEqualTo(0x6caa14202b5d378cL);
        assertThat(StateHash.ofState(key, utf8("a longer value"), 0, 14))
                .isEqualTo(0x52545d3c7e596b49L);
    }

    @Test
    void aSealedDatagramOpensAsEver() {
        KeyRing keys = new KeyRing(List.of(HexFormat.of().parseHex("0123456789abcdef".repeat(4))));
        SealIdentity receiver = new SealIdentity("lab", "b2", 1, List.of("b1"));
        AesGcmSeal seal = new AesGcmSeal(FrameKind.REPLICATION, receiver, keys);
        byte[] datagram = HexFormat.of().parseHex(SEALED);
        byte[] frame = new byte[64];
        assertThat(seal.open(datagram, 0, datagram.length, frame)).isEqualTo(5);
        assertThat(new String(frame, 0, 5, StandardCharsets.UTF_8)).isEqualTo("frame");
    }

    private String written() {
        return HexFormat.of().formatHex(writer.buffer(), 0, writer.length());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
