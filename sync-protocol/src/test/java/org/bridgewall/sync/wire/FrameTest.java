package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.junit.jupiter.api.Test;

class FrameTest {
    private final FrameWriter writer = new FrameWriter(1300);
    private final InboundFrame reader = new InboundFrame();

    @Test
    void whatIsWrittenByHandIsProtobufAndReadsBack() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            InternalCache cache = randomCache(random);
            writer.begin(random.nextLong() | 1);
            writer.sequence(round + 5, round);
            int[] written = {0};
            cache.forEach(view -> written[0] += writer.tryRecord(view) ? 1 : 0);
            writer.range(3, -1);
            Frame oracle = Frame.parseFrom(ByteBuffer.wrap(writer.buffer(), 0, writer.length()));
            reader.read(writer.buffer(), 0, writer.length());
            assertThat(writer.length()).isLessThanOrEqualTo(1300);
            assertThat(oracle.getRecordsCount()).isEqualTo(written[0]);
            assertThat(reader.recordCount()).isEqualTo(written[0]);
            assertThat(reader.session()).isEqualTo(oracle.getSession());
            assertThat(reader.sequence()).isEqualTo(oracle.getSequence()).isEqualTo(round + 5);
            assertThat(reader.settled()).isEqualTo(oracle.getSettled());
            assertThat(reader.rangeLast()).isEqualTo(oracle.getRange().getLast()).isEqualTo(-1);
            for (int i = 0; i < written[0]; i++) {
                assertSame(reader.record(i), oracle.getRecords(i));
            }
        }
    }

    private static void assertSame(RecordView read, Record oracle) {
        assertThat(read.type()).isEqualTo(oracle.getType());
        assertThat(
                        Arrays.copyOfRange(
                                read.bytes(),
                                read.keyOffset(),
                                read.keyOffset() + read.keyLength()))
                .isEqualTo(oracle.getKey().toByteArray());
        assertThat(
                        Arrays.copyOfRange(
                                read.bytes(),
                                read.valueOffset(),
                                read.valueOffset() + read.valueLength()))
                .isEqualTo(oracle.getValue().toByteArray());
        assertThat(read.timeoutSeconds()).isEqualTo(oracle.getTimeout());
        assertThat(read.removed()).isEqualTo(oracle.getRemoved());
    }

    private static InternalCache randomCache(SplittableRandom random) {
        InternalCache cache = new InternalCache(1);
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[1 + random.nextInt(40)];
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(key);
            random.nextBytes(value);
            int type = 1 + random.nextInt(255);
            int timeout = random.nextInt(1_000_000);
            cache.put(type, key, 0, key.length, value, 0, value.length, timeout, 0);
        }
        return cache;
    }

    @Test
    void acknowledgementsReadBack() throws Exception {
        AckPart ack = new AckPart();
        ack.reset(1000, 77);
        ack.missing(10, 12);
        ack.missing(14, 14);
        ack.missing(999, 999);
        ack.verdict(0, 5, -1, 512);
        writer.begin(1);
        writer.ack(ack);
        reader.read(writer.buffer(), 0, writer.length());
        AckPart read = reader.ack();
        assertThat(reader.hasAck()).isTrue();
        assertThat(read.highest()).isEqualTo(1000);
        assertThat(read.delayMicros()).isEqualTo(77);
        assertThat(read.proven()).isZero();
        assertThat(read.diverged()).isEqualTo(-1);
        assertThat(read.window()).isEqualTo(512);
        for (long i = 1; i <= 1000; i++) {
            assertThat(read.isMissing(i)).isEqualTo((i >= 10 && i <= 12) || i == 14 || i == 999);
        }
        Frame oracle = Frame.parseFrom(ByteBuffer.wrap(writer.buffer(), 0, writer.length()));
        assertThat(oracle.getAck().getHighest()).isEqualTo(1000);
        assertThat(oracle.getAck().getMissingList()).hasSize(6);
    }

    @Test
    void controlPartsReadBackAndAreProtobuf() throws Exception {
        long[] digests = new long[1024];
        Arrays.setAll(digests, i -> i * 31L);
        writer.begin(9);
        writer.settled(4);
        writer.heartbeat(5, true, 0xdeadbeefL, 3, List.of(0x0507L, -1L));
        writer.buckets(5, 128, digests, writer.bucketsPerPage());
        writer.probe(0);
        reader.read(writer.buffer(), 0, writer.length());
        Frame oracle = Frame.parseFrom(ByteBuffer.wrap(writer.buffer(), 0, writer.length()));
        assertThat(reader.heartbeatDigest()).isEqualTo(oracle.getHeartbeat().getDigest());
        assertThat(reader.heartbeatComplete()).isTrue();
        assertThat(reader.markCount()).isEqualTo(2);
        assertThat(reader.mark(0)).isEqualTo(oracle.getHeartbeat().getMarks(0)).isEqualTo(0x0507L);
        assertThat(reader.mark(1)).isEqualTo(oracle.getHeartbeat().getMarks(1)).isEqualTo(-1L);
        assertThat(reader.bucketsFirst()).isEqualTo(128);
        assertThat(reader.bucketsCount()).isEqualTo(oracle.getBuckets().getDigestsCount());
        assertThat(reader.bucketDigest(1)).isEqualTo(129 * 31L);
        assertThat(reader.probeHeardMicros()).isZero();
        assertThat(oracle.getProbe().getHeardMicros()).isEqualTo(1);
    }

    @Test
    void anEmptyPageAndAProbeOfNothingHeardReadBack() throws Exception {
        writer.begin(9);
        writer.probe(-1);
        reader.read(writer.buffer(), 0, writer.length());
        assertThat(reader.probeHeardMicros()).isNegative();
    }

    @Test
    void unknownFieldsAndRecordTypesAreCarriedOrSkipped() throws Exception {
        byte[] future =
                Frame.newBuilder()
                        .setSession(1)
                        .setSequence(1)
                        .addRecords(
                                Record.newBuilder()
                                        .setType(200)
                                        .setKey(com.google.protobuf.ByteString.copyFromUtf8("k"))
                                        .setUnknownFields(
                                                com.google.protobuf.UnknownFieldSet.newBuilder()
                                                        .addField(
                                                                99,
                                                                com.google.protobuf.UnknownFieldSet
                                                                        .Field.newBuilder()
                                                                        .addVarint(5)
                                                                        .addFixed32(5)
                                                                        .build())
                                                        .build()))
                        .build()
                        .toByteArray();
        reader.read(future, 0, future.length);
        assertThat(reader.recordCount()).isEqualTo(1);
        assertThat(reader.record(0).type()).isEqualTo(200);
    }

    @Test
    void everyRecordFitsIntoTheSmallestFrame() {
        FrameWriter small = new FrameWriter(FrameWriter.minimumFrameBytes());
        InternalCache cache = new InternalCache(1);
        cache.put(255, new byte[500], 0, 500, new byte[524], 0, 524, Integer.MAX_VALUE, 0);
        small.begin(-1);
        small.sequence(Long.MAX_VALUE, Long.MAX_VALUE - 1);
        boolean[] fits = {false};
        cache.forEach(view -> fits[0] = small.tryRecord(view));
        assertThat(fits[0]).isTrue();
    }

    @Test
    void nonsenseIsRefused() {
        assertRefused(new byte[] {0x0f});
        assertRefused(new byte[] {(byte) 0x80});
        assertRefused(new byte[] {7 << 3 | 2, 100, 0});
        assertRefused(new byte[] {7 << 3 | 2, 2, 8, 1});
        assertRefused(new byte[] {1 << 3 | 1, 0});
        assertRefused(new byte[] {6 << 3 | 2, 9, 1 << 3 | 1, 1, 0, 0, 0, 0, 0, 0, 0});
    }

    private void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> reader.read(bytes, 0, bytes.length))
                .isInstanceOf(MalformedFrameException.class);
    }

    /** A decoder may refuse, but may never fail in another way or read outside of the datagram. */
    @Test
    void mutatedFramesAreReadOrRefusedAndNothingElse() throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        byte[][] corpus = corpus();
        int refused = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = corpus[random.nextInt(corpus.length)].clone();
            int length = bytes.length;
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] = (byte) random.nextInt();
                    case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 2 -> bytes[at] = -1;
                    default -> length = Math.min(length, at + 1);
                }
            }
            byte[] exact = Arrays.copyOf(bytes, length);
            try {
                reader.read(exact, 0, exact.length);
                for (int i = 0; i < reader.recordCount(); i++) {
                    reader.record(i);
                }
            } catch (MalformedFrameException e) {
                refused++;
            }
            try {
                AdvertCodec.decode(exact, 0, exact.length);
            } catch (MalformedFrameException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100_000);
    }

    private byte[][] corpus() {
        InternalCache cache = randomCache(new SplittableRandom(3));
        writer.begin(5);
        writer.sequence(9, 3);
        RecordView[] last = new RecordView[1];
        cache.forEach(view -> {
            writer.tryRecord(view);
            last[0] = view;
        });
        byte[] data = Arrays.copyOf(writer.buffer(), writer.length());
        AckPart ack = new AckPart();
        ack.reset(99, 1);
        ack.missing(3, 4);
        ack.missing(9, 30);
        writer.begin(5);
        writer.ack(ack);
        writer.heartbeat(9, true, 1, 1, List.of(7L));
        writer.range(1, 2);
        writer.probe(5);
        byte[] control = Arrays.copyOf(writer.buffer(), writer.length());
        writer.begin(0);
        writer.hello(
                new HelloPart("n", 1, 2, 3, true, 1, 1, 0, ReplicationMode.FTFW, "software", 0));
        byte[] hello = Arrays.copyOf(writer.buffer(), writer.length());
        writer.begin(5);
        writer.buckets(3, 0, new long[1024], 100);
        byte[] page = Arrays.copyOf(writer.buffer(), writer.length());
        return new byte[][] {data, control, hello, page, AdvertCodecTest.advertBytes()};
    }
}
