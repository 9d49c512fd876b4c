package org.bridgewall.ha.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The promises of the hot path that do not depend on how busy the machine is. */
class ReplicationCostTest {
    private static final int FLOWS = 100_000;

    private final BenchFlows flows = new BenchFlows();
    private final BenchPair pair = new BenchPair(false);

    @Test
    void aCachedFlowTakesLittleMemoryAndAnEventAllocatesNothing() {
        for (int round = 0; round < 8; round++) {
            pair.reset();
            int state = 3 + round % 2;
            pair.onSender(() -> putAll(state));
            settle();
        }
        assertThat(pair.senderAllocated / (double) FLOWS).isLessThan(4);
        assertThat(pair.receiverAllocated / (double) FLOWS).isLessThan(4);
        assertThat(pair.internal().memoryBytes() / (double) FLOWS).isLessThan(130);
        assertThat(pair.external().memoryBytes() / (double) FLOWS).isLessThan(130);
        assertThat(pair.bytes / (double) FLOWS).as("bytes on the wire per event").isLessThan(64);
    }

    private void putAll(int state) {
        for (int i = 0; i < FLOWS; i++) {
            flows.put(pair.internal(), i, state, pair.nowNanos);
        }
    }

    private void settle() {
        do {
            pair.turn();
        } while (!pair.proven() && pair.nowNanos < 600_000 * BenchPair.MILLI);
        assertThat(pair.proven()).isTrue();
    }
}
