package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.bridgewall.sync.cache.RecordVisitor;
import org.bridgewall.sync.wire.ReplicationMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Either cache is damaged on purpose: it is found, and mended with few records. */
class CorruptionTest {
    private static final int RECORDS = 5000;

    /** Five records per bucket; a damaged bucket costs these, and what shares its datagram. */
    private static final long FEW = RECORDS / 20;

    private final SessionPair pair = new SessionPair(ReplicationMode.FTFW);
    private long repaired;

    @BeforeEach
    void aProvenReplicaOfFiveThousandRecords() {
        for (int i = 0; i < RECORDS; i++) {
            pair.put("key" + i, "value" + i);
        }
        pair.until(() -> pair.equal() && pair.proven());
        repaired = pair.statusOfA().counters().repairRecords();
    }

    @Test
    void recordsThatVanishedFromAReplicaAreSentAgainAndNoOthers() {
        for (int i = 0; i < 5; i++) {
            byte[] key = bytes("key" + i * 700);
            assertThat(pair.replica().remove(1, key, 0, key.length)).isTrue();
        }
        assertMended();
    }

    @Test
    void recordsThatNobodySentAreSweptOutOfAReplica() {
        for (int i = 0; i < 5; i++) {
            byte[] key = bytes("zombie" + i);
            pair.replica().put(1, key, 0, key.length, key, 0, key.length, 60, pair.now);
        }
        assertMended();
        assertThat(pair.replica().size()).isEqualTo(RECORDS);
    }

    @Test
    void aValueThatChangedInAReplicaIsSentAgain() {
        byte[] key = bytes("key77");
        byte[] value = bytes("other");
        pair.replica().put(1, key, 0, key.length, value, 0, value.length, 60, pair.now);
        assertMended();
        assertThat(pair.valueAtB("key77")).isEqualTo("value77");
    }

    @Test
    void aBitThatFlippedInTheMemoryOfAReplicaIsFoundWithinAMinuteAndMended() {
        flip(visitor -> pair.replica().forEach(pair.now, visitor), false);
        assertThat(pair.valueAtB("key1234")).isNotEqualTo("value1234");
        assertThat(pair.b.damagedBuckets()).isZero();
        pair.run(55_000);
        assertThat(pair.b.damagedBuckets()).isEqualTo(1);
        assertMended();
        assertThat(pair.valueAtB("key1234")).isEqualTo("value1234");
    }

    @Test
    void aKeyThatFlippedInTheMemoryOfAReplicaIsThrownOutAndSentAgain() {
        flip(visitor -> pair.replica().forEach(pair.now, visitor), true);
        pair.run(55_000);
        assertMended();
        assertThat(pair.valueAtB("key1234")).isEqualTo("value1234");
    }

    /** The damaged value reaches the peer, until the kernel's dump tells better. */
    @Test
    void aBitThatFlippedInTheMemoryOfTheInternalCacheIsMendedWithTheKernelsDump() {
        flip(pair.a.internal()::forEach, false);
        pair.run(55_000);
        assertThat(pair.a.damagedBuckets()).isEqualTo(1);
        dumpOfTheKernel();
        assertMended();
        assertThat(pair.valueAtB("key1234")).isEqualTo("value1234");
    }

    @Test
    void aKeyThatFlippedInTheMemoryOfTheInternalCacheIsMendedWithTheKernelsDump() {
        flip(pair.a.internal()::forEach, true);
        pair.run(55_000);
        dumpOfTheKernel();
        assertMended();
        assertThat(pair.a.internal().size()).isEqualTo(RECORDS);
        assertThat(pair.valueAtB("key1234")).isEqualTo("value1234");
    }

    /** Until the digest is looked at, its one bucket is repaired over and over, at its own pace. */
    @Test
    void aDumpThatMendsBeforeTheDigestsAreLookedAtLeavesThemRightInTheEnd() {
        flip(pair.a.internal()::forEach, false);
        dumpOfTheKernel();
        pair.run(55_000);
        pair.until(() -> pair.equal() && pair.proven());
        assertThat(pair.valueAtB("key1234")).isEqualTo("value1234");
        repaired = pair.statusOfA().counters().repairRecords();
        pair.run(2_000);
        assertThat(pair.statusOfA().counters().repairRecords()).isEqualTo(repaired);
    }

    private void dumpOfTheKernel() {
        pair.a.internal().beginSweep(1);
        for (int i = 0; i < RECORDS; i++) {
            pair.put("key" + i, "value" + i);
        }
        pair.a.internal().endSweep(pair.now);
    }

    private void assertMended() {
        pair.run(300);
        pair.until(() -> pair.equal() && pair.proven());
        long again = pair.statusOfA().counters().repairRecords() - repaired;
        assertThat(again).as("records sent again").isLessThan(FEW);
    }

    /** What is behind a view is the cache's memory: nothing else sees this change. */
    private static void flip(Consumer<RecordVisitor> cache, boolean inKey) {
        byte[] wanted = bytes("key1234");
        cache.accept(view -> {
            if (Arrays.equals(view.key(), wanted)) {
                int at = inKey ? view.keyOffset() : view.valueOffset();
                view.bytes()[at] ^= 1;
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
