package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.Tuple;
import org.junit.jupiter.api.Test;

class WarmFlowsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int FLOOR = 30;

    private final long start = System.nanoTime();
    private final long settled = start + 60 * SECOND;
    private final ExternalCache first = new ExternalCache(7, start);
    private final ExternalCache second = new ExternalCache(8, start);
    private final WarmFlows warm = new WarmFlows(FLOOR, start);
    private final FlowCodec codec = new FlowCodec();
    private final byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];

    @Test
    void whatTheReplicaHoldsWhenItIsFollowedIsWrittenAtOnceInPieces() {
        for (int i = 0; i < 5; i++) {
            put(first, i, 3, 600);
        }
        warm.follow(List.of(first, second), start);
        assertThat(warm.take(3, false, start).current().size()).isEqualTo(3);
        assertThat(warm.take(3, false, start).current().size()).isEqualTo(2);
        assertThat(warm.take(3, false, start).isEmpty()).isTrue();
        assertThat(warm.written()).isEqualTo(5);
        assertThat(warm.pending()).isZero();
    }

    @Test
    void aFlowThatEndsBeforeItHasSettledIsNeverWritten() {
        warm.follow(List.of(first), start);
        put(first, 1, 3, 600);
        assertThat(warm.take(9, false, start).isEmpty()).as("not settled").isTrue();
        remove(first, 1);
        assertThat(warm.take(9, true, settled).isEmpty()).isTrue();
    }

    @Test
    void aPromotionTakesAlsoWhatHasNotSettled() {
        warm.follow(List.of(first), start);
        put(first, 1, 3, 600);
        assertThat(warm.take(9, true, System.nanoTime()).current().size()).isEqualTo(1);
    }

    @Test
    void aChangeDeletesWhatWasWrittenAndWritesTheNewestState() {
        warm.follow(List.of(first), start);
        put(first, 1, 3, 600);
        warm.take(9, true, settled);
        put(first, 1, 4, 600);
        put(first, 1, 5, 600);
        WarmFlows.Batch batch = warm.take(9, true, settled);
        assertThat(batch.outdated().size()).isEqualTo(1);
        assertThat(batch.current().size()).isEqualTo(1);
        Flow flow = new Flow();
        batch.current().read(0, flow);
        assertThat(flow.tcpState).isEqualTo(5);
    }

    @Test
    void anEndDeletesOnlyWhatWasWrittenHere() {
        warm.follow(List.of(first), start);
        put(first, 1, 3, 600);
        warm.take(9, true, settled);
        remove(first, 1);
        WarmFlows.Batch batch = warm.take(9, true, settled);
        assertThat(batch.outdated().size()).isEqualTo(1);
        assertThat(batch.current().size()).isZero();
        assertThat(warm.written()).isZero();
    }

    @Test
    void aFlowThatAnotherPeerStillTracksStays() {
        warm.follow(List.of(first, second), start);
        put(first, 1, 3, 600);
        put(second, 1, 4, 600);
        warm.take(9, true, settled);
        remove(first, 1);
        WarmFlows.Batch batch = warm.take(9, true, settled);
        assertThat(batch.current().size()).isEqualTo(1);
        assertThat(warm.written()).isEqualTo(1);
    }

    /** The peer's process has started anew, and hashes otherwise. */
    @Test
    void whatWasWrittenIsKnownStillOnceThePeerHashesOtherwise() {
        warm.follow(List.of(first), start);
        put(first, 1, 3, 600);
        warm.take(9, true, settled);
        put(first, 2, 3, 600);
        first.reseed(99);
        assertThat(warm.wrote(key, codec.encodeKey(flow(1, 3), key, 0))).isTrue();
        assertThat(warm.take(9, true, settled).current().size()).as("waited").isEqualTo(1);
        remove(first, 1);
        assertThat(warm.take(9, true, settled).outdated().size()).isEqualTo(1);
        assertThat(warm.written()).isEqualTo(1);
    }

    @Test
    void aFlowThatMovedToAnotherPeerEndsWithIt() {
        warm.follow(List.of(first, second), start);
        put(first, 1, 3, 600);
        warm.take(9, true, settled);
        put(second, 1, 3, 600);
        remove(first, 1);
        assertThat(warm.take(9, true, settled).outdated().size()).isEqualTo(1);
        assertThat(warm.wrote(key, codec.encodeKey(flow(1, 3), key, 0))).isTrue();
        remove(second, 1);
        assertThat(warm.take(9, true, settled).outdated().size()).isEqualTo(1);
        assertThat(warm.written()).isZero();
    }

    @Test
    void aMasterThatWaitsIsWrittenTogetherWithWhatIsRelatedToIt() {
        warm.follow(List.of(first), start);
        for (int port = 3; port > 0; port--) {
            Flow related = flow(port, 3);
            related.master.copyFrom(flow(port - 1, 3).original);
            put(first, related, 600);
        }
        put(first, 0, 3, 600);
        put(first, 9, 3, 600);
        assertThat(warm.take(1, true, settled).current().size()).isEqualTo(4);
        assertThat(warm.take(1, true, settled).current().size()).isEqualTo(1);
        assertThat(warm.pending()).isZero();
    }

    @Test
    void aFlowIsRefreshedBeforeTheKernelWouldForgetIt() {
        put(first, 1, 3, 120);
        warm.follow(List.of(first), start);
        warm.take(9, false, start);
        assertThat(warm.take(9, false, start + 100 * SECOND).isEmpty()).isTrue();
        assertThat(warm.take(9, false, start + 110 * SECOND).current().size()).isEqualTo(1);
        assertThat(warm.take(9, false, start + 116 * SECOND).isEmpty()).as("again?").isTrue();
    }

    @Test
    void aFlowThatTheKernelLostIsWrittenAgain() {
        warm.follow(List.of(first), start);
        put(first, 1, 3, 600);
        warm.take(9, true, settled);
        int length = codec.encodeKey(flow(1, 3), key, 0);
        assertThat(warm.wrote(key, length)).isTrue();
        warm.lost(key, length);
        assertThat(warm.wrote(key, length)).isFalse();
        assertThat(warm.take(9, true, settled).current().size()).isEqualTo(1);
    }

    @Test
    void onceTheNodeForwardsNothingIsTouchedAnyMore() {
        warm.follow(List.of(first), start);
        put(first, 1, 3, 600);
        warm.take(9, true, settled);
        warm.forget();
        remove(first, 1);
        put(first, 2, 3, 600);
        assertThat(warm.take(9, true, settled).isEmpty()).isTrue();
    }

    @Test
    void theLedgerIsASetWhateverComesAndGoes() {
        Random random = new Random(5);
        WarmLedger ledger = new WarmLedger();
        Set<Long> model = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            long hash = random.nextInt(3_000);
            if (random.nextInt(3) == 0) {
                assertThat(ledger.remove(hash)).isEqualTo(model.remove(hash));
            } else {
                ledger.put(hash, 1);
                model.add(hash);
            }
        }
        assertThat(ledger.size()).isEqualTo(model.size());
        for (long hash = 0; hash < 3_000; hash++) {
            assertThat(ledger.holds(hash)).isEqualTo(model.contains(hash));
        }
    }

    @Test
    void theQueueGivesEachFlowOnceAndInOrderWhateverIsCancelled() {
        WarmQueue queue = new WarmQueue();
        for (int round = 0; round < 50; round++) {
            for (long hash = 0; hash < 900; hash++) {
                queue.add(hash, round);
            }
            for (long hash = 0; hash < 900; hash += 2) {
                queue.cancel(hash);
            }
        }
        for (long hash = 1; hash < 900; hash += 2) {
            assertThat(queue.ripe(50)).isTrue();
            assertThat(queue.take()).isEqualTo(hash);
        }
        assertThat(queue.ripe(50)).isFalse();
        assertThat(queue.size()).isZero();
    }

    @Test
    void aQueueThatHeldAWholeReplicaGivesItsMemoryBack() {
        WarmQueue queue = new WarmQueue();
        for (long hash = 1; hash <= 200_000; hash++) {
            queue.add(hash, 1);
        }
        assertThat(queue.memoryBytes()).isGreaterThan(200_000 * 28);
        for (long hash = 1; hash <= 200_000; hash++) {
            assertThat(queue.ripe(1)).isTrue();
            assertThat(queue.take()).isEqualTo(hash);
        }
        assertThat(queue.memoryBytes()).isLessThan(100_000);
        queue.add(7, 1);
        assertThat(queue.ripe(1)).isTrue();
        assertThat(queue.take()).isEqualTo(7);
    }

    private void put(ExternalCache cache, int port, int tcpState, int timeoutSeconds) {
        put(cache, flow(port, tcpState), timeoutSeconds);
    }

    private void put(ExternalCache cache, Flow flow, int timeoutSeconds) {
        byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
        int keyLength = codec.encodeKey(flow, key, 0);
        int valueLength = codec.encodeValue(flow, value, 0);
        cache.put(
                RecordTypes.FLOW, key, 0, keyLength, value, 0, valueLength, timeoutSeconds, start);
    }

    private void remove(ExternalCache cache, int port) {
        cache.remove(RecordTypes.FLOW, key, 0, codec.encodeKey(flow(port, 3), key, 0));
    }

    private static Flow flow(int port, int tcpState) {
        Flow flow = new Flow();
        flow.original.family = Tuple.AF_INET;
        flow.original.protocol = 6;
        flow.original.source[0] = 10;
        flow.original.destination[0] = 11;
        flow.original.sourcePort = port;
        flow.original.destinationPort = 443;
        flow.reply.invert(flow.original);
        flow.status = FlowStatus.SEEN_REPLY | FlowStatus.ASSURED;
        flow.tcpState = tcpState;
        return flow;
    }
}
