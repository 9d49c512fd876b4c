package org.bridgewall.sync.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InternalCacheTest {
    private final InternalCache cache = new InternalCache(7);
    private final RecordView view = new RecordView();

    @Test
    void anUnchangedValueIsNoChangeButKeepsTheNewTimeout() {
        assertThat(put("a", "1", 10)).isTrue();
        long version = cache.version();
        assertThat(put("a", "1", 99)).isFalse();
        assertThat(cache.version()).isEqualTo(version);
        cache.forEach(record -> assertThat(record.timeoutSeconds()).isEqualTo(99));
    }

    @Test
    void aRecordBornAndGoneBeforeAnybodyWasSentItLeavesNoTrace() {
        ChangeCursor cursor = activeCursor();
        put("a", "1", 10);
        remove("a");
        assertThat(cursor.unsent()).isZero();
        assertThat(cache.tombstones()).isZero();
        assertThat(cache.digests().root()).isZero();
        assertThat(cursor.nextUnsent(Long.MAX_VALUE)).isZero();
    }

    @Test
    void severalChangesBeforeSendingAreOneRecordInItsLastState() {
        ChangeCursor cursor = activeCursor();
        put("a", "1", 10);
        put("a", "22", 10);
        put("a", "a much longer value that moves the record to another block", 10);
        assertThat(cursor.unsent()).isEqualTo(1);
        assertThat(send(cursor))
                .isEqualTo("a much longer value that moves the record to another block");
        assertThat(cursor.nextUnsent(Long.MAX_VALUE)).isZero();
    }

    @Test
    void aRemovalOfWhatWasSentStaysUntilItIsAcknowledged() {
        ChangeCursor cursor = activeCursor();
        put("a", "1", 10);
        send(cursor);
        remove("a");
        assertThat(cache.size()).isZero();
        assertThat(cache.tombstones()).isEqualTo(1);
        int address = cursor.nextUnsent(Long.MAX_VALUE);
        long version = cache.versionAt(address);
        cache.viewForSending(address, view);
        assertThat(view.removed()).isTrue();
        cursor.advance();
        cursor.acknowledged(address, version);
        assertThat(cache.tombstones()).isZero();
    }

    @Test
    void aTombstoneWaitsForEveryActivePeer() {
        ChangeCursor first = activeCursor();
        ChangeCursor second = activeCursor();
        put("a", "1", 10);
        send(first);
        remove("a");
        int address = first.nextUnsent(Long.MAX_VALUE);
        long version = cache.versionAt(address);
        first.acknowledged(address, version);
        assertThat(cache.tombstones()).isEqualTo(1);
        second.deactivate();
        assertThat(cache.tombstones()).isZero();
    }

    @Test
    void whatAnEarlierLifeMayHaveSentLeavesATombstoneToo() {
        put("a", "1", 10);
        activeCursor();
        remove("a");
        assertThat(cache.tombstones()).isEqualTo(1);
    }

    @Test
    void anAcknowledgementOfAnOldVersionFreesNothing() {
        ChangeCursor cursor = activeCursor();
        put("a", "1", 10);
        int address = cursor.nextUnsent(Long.MAX_VALUE);
        long version = cache.versionAt(address);
        send(cursor);
        remove("a");
        cursor.acknowledged(address, version);
        assertThat(cache.tombstones()).isEqualTo(1);
    }

    @Test
    void aSweepRemovesWhatTheDumpDidNotHoldAndOnlyOfItsType() {
        ChangeCursor cursor = activeCursor();
        put("kept", "1", 10);
        put("gone", "1", 10);
        byte[] ban = bytes("ban");
        cache.put(4, ban, 0, ban.length, ban, 0, ban.length, 10, 0);
        while (cursor.nextUnsent(Long.MAX_VALUE) != 0) {
            send(cursor);
        }
        cache.beginSweep(1);
        put("kept", "1", 10);
        put("new", "1", 10);
        assertThat(cache.endSweep(0)).isEqualTo(1);
        assertThat(cache.size()).isEqualTo(3);
        assertThat(cursor.unsent()).as("new, and the tombstone of gone").isEqualTo(2);
        cache.beginSweep(4);
        assertThat(cache.endSweep(0)).isEqualTo(1);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void aSweepInSmallStepsLetsEventsInAndKeepsWhatTheyBring() {
        for (int i = 0; i < 5_000; i++) {
            put("old" + i, "1", 10);
        }
        Sweep sweep = cache.startSweep(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] key = bytes("old" + i);
            assertThat(cache.seen(1, key, 0, key.length)).isTrue();
        }
        int steps = 0;
        while (!sweep.step(100, 0)) {
            put("born" + steps++, "1", 10); // makes the table grow in between, too
        }
        assertThat(steps).isGreaterThan(20);
        assertThat(sweep.removed()).isEqualTo(4_000);
        assertThat(cache.size(1)).isEqualTo(1_000 + steps);
        assertThat(cache.seen(1, bytes("old4999"), 0, 7)).isFalse();
    }

    @Test
    void aSweepThatWasGivenUpSpoilsNothing() {
        put("a", "1", 10);
        put("b", "1", 10);
        Sweep abandoned = cache.startSweep(1);
        put("a", "1", 10);
        Sweep sweep = cache.startSweep(1);
        put("b", "1", 10);
        assertThat(abandoned.step(100, 0)).isTrue();
        assertThat(abandoned.removed()).isZero();
        assertThat(sweep.step(100, 0)).isTrue();
        assertThat(sweep.removed()).isEqualTo(1);
        assertThat(cache.find(1, bytes("b"), 0, 1, view)).isTrue();
        assertThat(cache.find(1, bytes("a"), 0, 1, view)).isFalse();
    }

    @Test
    void sizesAreKeptPerType() {
        put("a", "1", 10);
        byte[] host = bytes("host");
        cache.put(3, host, 0, host.length, host, 0, host.length, 10, 0);
        assertThat(cache.size(1)).isEqualTo(1);
        assertThat(cache.size(3)).isEqualTo(1);
        remove("a");
        assertThat(cache.size(1)).isZero();
        ChangeCursor cursor = activeCursor();
        put("a", "1", 10);
        send(cursor);
        remove("a");
        assertThat(cache.tombstones()).isEqualTo(1);
        assertThat(cache.size(1)).isZero();
        put("a", "2", 10);
        assertThat(cache.size(1)).isEqualTo(1);
    }

    @Test
    void aRecordThatIsTooLongIsRefused() {
        byte[] value = new byte[1024];
        assertThatThrownBy(() -> cache.put(1, bytes("k"), 0, 1, value, 0, 1024, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1025 (expected: <= 1024)");
    }

    @Test
    void itAgreesWithAMapUnderRandomChangesAndSoDoItsDigests() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            InternalCache subject = new InternalCache(3);
            Map<String, String> model = new HashMap<>();
            ChangeCursor cursor = subject.openCursor();
            for (int i = 0; i < 4000; i++) {
                step(random, subject, model, cursor);
            }
            assertSame(subject, model, seed);
        }
    }

    private void step(
            SplittableRandom random,
            InternalCache subject,
            Map<String, String> model,
            ChangeCursor cursor) {
        byte[] key = bytes("key" + random.nextInt(600));
        String text = new String(key, StandardCharsets.UTF_8);
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                boolean there = subject.remove(1, key, 0, key.length, 0);
                assertThat(there).isEqualTo(model.remove(text) != null);
            }
            case 2 -> {
                int address = cursor.nextUnsent(Long.MAX_VALUE);
                if (address != 0) {
                    long version = subject.versionAt(address);
                    subject.viewForSending(address, view);
                    cursor.advance();
                    cursor.acknowledged(address, version);
                }
            }
            case 3 -> {
                if (random.nextInt(100) == 0) {
                    if (cursor.active()) {
                        cursor.deactivate();
                    } else {
                        cursor.activate();
                    }
                }
            }
            default -> {
                String value = "v".repeat(random.nextInt(100)) + random.nextInt(5);
                byte[] bytes = bytes(value);
                boolean changed = subject.put(1, key, 0, key.length, bytes, 0, bytes.length, 1, 0);
                assertThat(changed).isEqualTo(!value.equals(model.put(text, value)));
            }
        }
    }

    private static void assertSame(InternalCache subject, Map<String, String> model, long seed) {
        Map<String, String> content = new HashMap<>();
        subject.forEach(record ->
                content.put(
                        new String(record.key(), StandardCharsets.UTF_8),
                        new String(record.value(), StandardCharsets.UTF_8)));
        assertThat(content).as("seed %s", seed).isEqualTo(model);
        assertThat(subject.size()).isEqualTo(model.size());
        InternalCache fresh = new InternalCache(3);
        model.forEach((k, v) -> {
            byte[] key = bytes(k);
            byte[] value = bytes(v);
            fresh.put(1, key, 0, key.length, value, 0, value.length, 1, 0);
        });
        assertThat(subject.digests().root()).as("seed %s", seed).isEqualTo(fresh.digests().root());
        for (int i = 0; i < BucketDigests.COUNT; i++) {
            assertThat(subject.digests().bucket(i)).isEqualTo(fresh.digests().bucket(i));
        }
    }

    @Test
    void runsOverTheHashSpaceSeeEveryRecordOnceInAscendingOrder() {
        for (int i = 0; i < 5000; i++) {
            put("key" + i, "v", 1);
        }
        RecordRun run = new RecordRun();
        long first = 0;
        long seen = 0;
        long previous = Long.MIN_VALUE;
        boolean more = true;
        while (more) {
            long complete = cache.collect(first, -1L, 10, run);
            for (int i = 0; i < run.size(); i++) {
                long hash = run.hash(i) ^ Long.MIN_VALUE;
                assertThat(hash).isGreaterThan(previous);
                assertThat(Long.compareUnsigned(run.hash(i), complete)).isLessThanOrEqualTo(0);
                previous = hash;
                seen++;
            }
            more = complete != -1L;
            first = complete + 1;
        }
        assertThat(seen).isEqualTo(5000);
    }

    private ChangeCursor activeCursor() {
        ChangeCursor cursor = cache.openCursor();
        cursor.activate();
        return cursor;
    }

    private String send(ChangeCursor cursor) {
        int address = cursor.nextUnsent(Long.MAX_VALUE);
        cache.viewForSending(address, view);
        String value = new String(view.value(), StandardCharsets.UTF_8);
        cursor.advance();
        return value;
    }

    private boolean put(String key, String value, int timeout) {
        byte[] k = bytes(key);
        byte[] v = bytes(value);
        return cache.put(1, k, 0, k.length, v, 0, v.length, timeout, 0);
    }

    private void remove(String key) {
        byte[] k = bytes(key);
        assertThat(cache.remove(1, k, 0, k.length, 0)).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
