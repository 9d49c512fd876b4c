package org.bridgewall.sync.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExternalCacheTest {
    private static final long SECOND = 1_000_000_000L;

    private final ExternalCache cache = new ExternalCache(7, 5 * SECOND);

    @Test
    void theTimeoutRunsDownFromReceipt() {
        put("a", "1", 30, 10 * SECOND);
        RecordView view = new RecordView();
        assertThat(cache.find(1, bytes("a"), 0, 1, 25 * SECOND, view)).isTrue();
        assertThat(view.timeoutSeconds()).isEqualTo(15);
        cache.find(1, bytes("a"), 0, 1, 45 * SECOND, view);
        assertThat(view.timeoutSeconds()).isEqualTo(-5);
    }

    @Test
    void itsDigestsEqualThoseOfAnInternalCacheWithTheSameRecords() {
        InternalCache internal = new InternalCache(7);
        put("a", "old", 30, 0);
        put("a", "1", 30, 0);
        put("b", "2", 30, 0);
        put("c", "3", 30, 0);
        cache.remove(1, bytes("c"), 0, 1);
        internal.put(1, bytes("b"), 0, 1, bytes("2"), 0, 1, 77, 0);
        internal.put(1, bytes("a"), 0, 1, bytes("1"), 0, 1, 77, 0);
        assertThat(cache.digests().root()).isEqualTo(internal.digests().root());
        put("b", "x", 30, 0);
        assertThat(cache.digests().root()).isNotEqualTo(internal.digests().root());
    }

    @Test
    void aSweepKeepsOnlyWhatIsNamedAndOnlyInItsRange() {
        List<Long> hashes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String key = "key" + i;
            put(key, "v", 30, 0);
            hashes.add(cache.keyHash(1, bytes(key), 0, key.length()));
        }
        long middle = BucketDigests.lastHash(511);
        long low = hashes.stream().filter(h -> Long.compareUnsigned(h, middle) <= 0).count();
        long kept =
                hashes.stream()
                        .filter(h -> Long.compareUnsigned(h, middle) <= 0)
                        .findFirst()
                        .orElseThrow();
        assertThat(cache.retainOnly(0, middle, new long[] {kept}, 1)).isEqualTo((int) low - 1);
        assertThat(cache.size()).isEqualTo(1000 - (int) low + 1);
    }

    @Test
    void aSnapshotDoesNotSeeLaterChanges() {
        put("a", "1", 30, 0);
        cache.put(3, bytes("fdb"), 0, 3, bytes("x"), 0, 1, 5, 0);
        RecordSnapshot snapshot = cache.snapshot(1, 10 * SECOND);
        put("a", "changed", 30, 0);
        cache.clear();
        assertThat(snapshot.size()).isEqualTo(1);
        RecordView view = new RecordView();
        snapshot.view(0, view);
        assertThat(new String(view.key(), StandardCharsets.UTF_8)).isEqualTo("a");
        assertThat(new String(view.value(), StandardCharsets.UTF_8)).isEqualTo("1");
        assertThat(view.timeoutSeconds()).isEqualTo(20);
        assertThat(view.type()).isEqualTo(1);
    }

    @Test
    void aSnapshotBeginsWithWhatWasHeardLast() {
        for (int i = 0; i < 400; i++) {
            put("flow" + i, "1", 30, i * SECOND);
        }
        RecordSnapshot snapshot = cache.snapshot(1, 400 * SECOND);
        List<Integer> ages = new ArrayList<>();
        snapshot.forEach(view -> ages.add(400 - number(view)));
        assertThat(ages).hasSize(400).doesNotHaveDuplicates();
        int oldest = 0;
        for (int age : ages) {
            // Sorted by powers of two: no flow comes after one that is twice as old.
            assertThat(2 * age).isGreaterThan(oldest);
            oldest = Math.max(oldest, age);
        }
    }

    @Test
    @Timeout(10) // as one run of the index they take longer than that
    void recordsInTheOrderOfTheirHashesAreStoredAsFastAsAnyOthers() {
        int count = 400_000;
        byte[] key = new byte[4];
        TreeMap<Long, Integer> byHash = new TreeMap<>(Long::compareUnsigned);
        for (int i = 0; i < count; i++) {
            Bytes.putInt(key, 0, i);
            byHash.put(cache.keyHash(1, key, 0, 4), i);
        }
        for (int i : byHash.values()) {
            Bytes.putInt(key, 0, i);
            cache.put(1, key, 0, 4, key, 0, 4, 60, 0);
        }
        assertThat(cache.size()).isEqualTo(count);
        assertThat(cache.memoryBytes()).isLessThan(count * 100L);
    }

    @Test
    void aSnapshotInPiecesIsTheSnapshot() {
        int count = RecentRecords.CAPACITY + 100;
        for (int i = 0; i < count; i++) {
            put("flow" + i, "1", 30, i * SECOND);
        }
        put("flow7", "a value for which it is moved", 30, count * SECOND);
        put("flow8", "9", 30, count * SECOND);
        put("flow8", "1", 30, count * SECOND);
        cache.remove(1, bytes("flow4000"), 0, 8);
        cache.put(3, bytes("fdb"), 0, 3, bytes("x"), 0, 1, 5, 0);
        List<String> whole = new ArrayList<>();
        cache.snapshot(1, count * SECOND).forEach(view -> whole.add(text(view)));
        List<Integer> sizes = new ArrayList<>();
        List<String> together = new ArrayList<>();
        cache.snapshot(
                1,
                count * SECOND,
                piece -> {
                    sizes.add(piece.size());
                    piece.forEach(view -> together.add(text(view)));
                });
        assertThat(sizes).startsWith(256, 512, 1_024, 2_048, 2_048).doesNotContain(0);
        assertThat(together)
                .hasSize(count - 1)
                .doesNotHaveDuplicates()
                .startsWith(
                        "flow8 30",
                        "flow7 30",
                        "flow" + (count - 1) + " 29",
                        "flow" + (count - 2) + " 28")
                .containsExactlyInAnyOrderElementsOf(whole);
    }

    @Test
    void aSnapshotInPiecesKnowsNothingOfWhatWasCleared() {
        put("a", "1", 30, 0);
        cache.clear();
        put("b", "1", 30, 0);
        List<String> together = new ArrayList<>();
        cache.snapshot(1, 0, piece -> piece.forEach(view -> together.add(text(view))));
        assertThat(together).containsExactly("b 30");
    }

    private static String text(RecordView view) {
        return new String(view.key(), StandardCharsets.UTF_8) + " " + view.timeoutSeconds();
    }

    private static int number(RecordView view) {
        return Integer.parseInt(
                new String(view.key(), 4, view.keyLength() - 4, StandardCharsets.UTF_8));
    }

    @Test
    void aListenerHearsChangesButNotRefreshes() {
        List<String> heard = new ArrayList<>();
        cache.listen(
                new ExternalCacheListener() {
                    @Override
                    public void stored(RecordView view) {
                        heard.add("+" + new String(view.key(), StandardCharsets.UTF_8));
                    }

                    @Override
                    public void removed(RecordView view) {
                        heard.add("-" + new String(view.key(), StandardCharsets.UTF_8));
                    }
                });
        put("a", "1", 30, 0);
        put("a", "1", 30, SECOND);
        put("a", "2", 30, SECOND);
        cache.remove(1, bytes("a"), 0, 1);
        assertThat(heard).containsExactly("+a", "+a", "-a");
    }

    @Test
    void whatIsNotRefreshedExpires() {
        put("old", "1", 30, 10 * SECOND);
        put("new", "1", 30, 60 * SECOND);
        assertThat(cache.expire(50 * SECOND, 70 * SECOND)).isEqualTo(1);
        assertThat(cache.size()).isEqualTo(1);
    }

    private void put(String key, String value, int timeout, long now) {
        byte[] k = bytes(key);
        byte[] v = bytes(value);
        cache.put(1, k, 0, k.length, v, 0, v.length, timeout, now);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
