package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.cache.ChangeCursor;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.junit.jupiter.api.Test;

/** Records as differences: written and read back, pinned in bytes, refused where they lie. */
class CompactFrameTest {
    private static final int WHOLE = 1300;

    private final FrameWriter writer = new FrameWriter(WHOLE);
    private final InboundFrame reader = new InboundFrame();

    @Test
    void whatIsWrittenReadsBack() throws Exception {
        writer.compact(true);
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            List<String> written = new ArrayList<>();
            writer.begin(5);
            writer.sequence(round + 1, round);
            randomCache(random)
                    .forEach(view -> {
                        if (writer.tryRecord(view)) {
                            written.add(text(view));
                        }
                    });
            writer.range(0, -1);
            assertThat(writer.length()).isLessThanOrEqualTo(WHOLE);
            reader.read(writer.buffer(), 0, writer.length());
            List<String> read = new ArrayList<>();
            for (int i = 0; i < reader.recordCount(); i++) {
                read.add(text(reader.record(i)));
            }
            assertThat(read).isEqualTo(written);
        }
    }

    /** The bytes are those of the schema; a later release must still read them. */
    @Test
    void theLayoutIsPinned() throws Exception {
        writer.compact(true);
        InternalCache cache = new InternalCache(1);
        ChangeCursor cursor = cache.openCursor();
        cursor.activate();
        put(cache, "key-a", "state 1", 60);
        put(cache, "key-b", "state 1", 60);
        put(cache, "key-c", "state 2", 61);
        writer.begin(0);
        send(cache, cursor);
        // type 1, key of 5 bytes, value of 7, timeout; then one byte of the key; then of the value.
        String first = "7c" + "01" + "05" + "1f6b65792d61" + "07" + "7f73746174652031" + "3c";
        String second = "00" + "1062";
        String third = "50" + "1063" + "4032" + "3d";
        assertThat(hex()).isEqualTo(part(first + second + third));
        reader.read(writer.buffer(), 0, writer.length());
        assertThat(text(reader.record(2))).isEqualTo("1 key-c=state 2 61");

        remove(cache, "key-b");
        put(cache, "key-c", "state 2!", 61);
        writer.begin(0);
        send(cache, cursor);
        assertThat(hex())
                .isEqualTo(
                        part(
                                "07"
                                        + "01"
                                        + reference("key-b")
                                        + "72"
                                        + reference("key-c")
                                        + "08"
                                        + "ff7374617465203221"
                                        + "3d"));
        reader.read(writer.buffer(), 0, writer.length());
        assertThat(reader.record(0).removed()).isTrue();
        assertThat(reader.record(0).byReference()).isTrue();
        assertThat(reader.hasUpdatesByReference()).isTrue();
    }

    @Test
    void everyRecordFitsIntoTheSmallestFrame() {
        FrameWriter small = new FrameWriter(FrameWriter.minimumFrameBytes());
        small.compact(true);
        InternalCache cache = new InternalCache(1);
        byte[] key = new byte[500];
        byte[] value = new byte[524];
        java.util.Arrays.fill(key, (byte) 7);
        java.util.Arrays.fill(value, (byte) 9);
        cache.put(255, key, 0, 500, value, 0, 524, Integer.MAX_VALUE, 0);
        small.begin(-1);
        small.sequence(Long.MAX_VALUE, Long.MAX_VALUE - 1);
        boolean[] fits = {false};
        cache.forEach(view -> fits[0] = small.tryRecord(view));
        assertThat(fits[0]).isTrue();
        assertThat(small.length()).isLessThanOrEqualTo(FrameWriter.minimumFrameBytes());
    }

    @Test
    void nonsenseIsRefused() {
        assertRefused("80" + "01", "an unused bit of the head");
        assertRefused("24" + "01" + "05", "a length of a value without a value");
        assertRefused("15" + "01", "a removal with a value");
        assertRefused("0e" + "01" + "05", "a reference with a key");
        assertRefused("0c" + "01" + "05" + "20" + "61", "a mask beyond the key");
        assertRefused("0c" + "01" + "05" + "1f" + "6162", "a key that ends early");
        assertRefused("0c" + "01" + "8110" + "00", "a key of 2049 bytes");
        assertRefused("08" + "01" + "01" + "61", "no type");
        assertRefused("06" + "01" + "0000", "a reference that ends early");
        assertRefused("04" + "01", "an empty key");
        assertRefused("4c" + "01" + "01" + "0161" + "ffffffffff01", "a timeout beyond all numbers");
    }

    @Test
    void aReferenceInARangeIsRefused() {
        byte[] bytes =
                HexFormat.of()
                        .parseHex(
                                "3212"
                                        + "09"
                                        + "00".repeat(8)
                                        + "11"
                                        + "ff".repeat(8)
                                        + part("07" + "01" + "000000000001"));
        assertThatThrownBy(() -> reader.read(bytes, 0, bytes.length))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining("reference in a range");
    }

    /** A few bytes may stand for many; but never for more than a sender would write. */
    @Test
    void aFrameThatWouldGrowWithoutBoundIsRefused() {
        StringBuilder records = new StringBuilder("0c" + "01" + "8008" + "ff" + "61".repeat(8));
        records.append("00".repeat(127));
        for (int i = 0; i < 200; i++) {
            records.append("00").append("00".repeat(128));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] body = HexFormat.of().parseHex(records);
        out.write(0x5a);
        out.write((body.length & 0x7f) | 0x80);
        out.write(((body.length >>> 7) & 0x7f) | 0x80);
        out.write(body.length >>> 14);
        out.writeBytes(body);
        byte[] bytes = out.toByteArray();
        assertThatThrownBy(() -> reader.read(bytes, 0, bytes.length))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining("too many bytes");
    }

    private void assertRefused(String records, String why) {
        byte[] bytes = HexFormat.of().parseHex(part(records));
        assertThatThrownBy(() -> reader.read(bytes, 0, bytes.length))
                .as(why)
                .isInstanceOf(MalformedFrameException.class);
    }

    /** Field 11, with a length of two bytes. */
    private static String part(String records) {
        int bytes = records.length() / 2;
        return "5a%02x%02x".formatted((bytes & 0x7f) | 0x80, bytes >>> 7) + records;
    }

    private static String reference(String key) {
        byte[] bytes = utf8(key);
        long hash = org.bridgewall.sync.cache.StateHash.ofKey(1, 1, bytes, 0, bytes.length);
        return "%012x".formatted(hash >>> 16);
    }

    private void send(InternalCache cache, ChangeCursor cursor) {
        RecordView view = new RecordView();
        cursor.nextTurn();
        for (int address = cursor.nextUnsent(Long.MAX_VALUE);
                address != 0;
                address = cursor.nextUnsent(Long.MAX_VALUE)) {
            cursor.viewForSending(address, view);
            assertThat(writer.tryRecord(view)).isTrue();
            cursor.advance();
            cursor.acknowledged(address, cache.versionAt(address));
        }
    }

    private static void put(InternalCache cache, String key, String value, int timeout) {
        byte[] k = utf8(key);
        byte[] v = utf8(value);
        cache.put(1, k, 0, k.length, v, 0, v.length, timeout, 0);
    }

    private static void remove(InternalCache cache, String key) {
        byte[] k = utf8(key);
        cache.remove(1, k, 0, k.length, 0);
    }

    private String hex() {
        return HexFormat.of().formatHex(writer.buffer(), 0, writer.length());
    }

    private static InternalCache randomCache(SplittableRandom random) {
        InternalCache cache = new InternalCache(1);
        for (int i = random.nextInt(90); i > 0; i--) {
            byte[] key = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 600 : 12)];
            byte[] value = new byte[random.nextInt(random.nextInt(8) == 0 ? 400 : 12)];
            for (int n = 0; n < key.length; n++) {
                key[n] = (byte) random.nextInt(4);
            }
            for (int n = 0; n < value.length; n++) {
                value[n] = (byte) random.nextInt(2);
            }
            int type = 1 + random.nextInt(3);
            int timeout = random.nextInt(3) * 1_000;
            cache.put(type, key, 0, key.length, value, 0, value.length, timeout, 0);
        }
        return cache;
    }

    private static String text(RecordView view) {
        return view.type()
                + " "
                + new String(view.key(), StandardCharsets.ISO_8859_1)
                + "="
                + new String(view.value(), StandardCharsets.ISO_8859_1)
                + " "
                + view.timeoutSeconds();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
