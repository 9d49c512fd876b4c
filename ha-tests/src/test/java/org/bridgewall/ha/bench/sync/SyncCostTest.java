package org.bridgewall.ha.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is promised of memory and allocation, counted and not timed. */
class SyncCostTest {
    private static final int FLOWS = 1_000_000;
    private static final int EVENTS = 50_000;

    private final BenchReport report = new BenchReport();
    private final BenchRuns runs = new BenchRuns(report);

    @Test
    void aFlowTakesAtMostAHundredAndThirtyBytesAmongAMillion() {
        assertThat(runs.internalBytesPerFlow(FLOWS)).isBetween(40.0, 130.0);
        assertThat(runs.externalBytesPerFlow(FLOWS)).isBetween(40.0, 130.0);
    }

    /**
     * With events as much is allocated as without, in the same time: what there is belongs to the
     * status that is published twenty times a second. No object has less than sixteen bytes; one in
     * each datagram, of some hundred events, is there or not as the compiler decides.
     */
    @Test
    void anEventAllocatesNothingOnEitherSideInSteadyState() {
        BenchPair pair = new BenchPair(false);
        runs.load(pair, EVENTS);
        for (int state = 4; state < 8; state++) {
            runs.change(pair, EVENTS, state);
            runs.settle(pair);
        }
        pair.reset();
        long begun = pair.nowNanos;
        runs.change(pair, EVENTS, 3);
        long took = pair.nowNanos - begun;
        long sender = pair.senderAllocated;
        long receiver = pair.receiverAllocated;
        assertThat(pair.datagrams).as("something was sent").isGreaterThan(EVENTS / 1000);
        runs.settle(pair);
        pair.reset();
        long end = pair.nowNanos + took;
        while (pair.nowNanos < end) {
            pair.turn();
        }
        long idleSender = pair.senderAllocated;
        long idleReceiver = pair.receiverAllocated;
        assertThat((double) (sender - idleSender) / EVENTS).as("sender").isLessThan(1);
        assertThat((double) (receiver - idleReceiver) / EVENTS).as("receiver").isLessThan(1);
    }

    /**
     * Beside this program conntrackd took 526 bytes of its link for each of 750 short connections a
     * second; a third of that is the promise, a quarter the limit here.
     */
    @Test
    void aShortConnectionTakesLittleOfTheLink() {
        for (BenchRuns.Connection kind : BenchRuns.Connection.values()) {
            BenchRuns.LinkCost cost = runs.shortConnections(1_000, true, kind, 750);
            assertThat(cost.wireBytes()).as("%s: bytes", kind).isBetween(20.0, 526 / 4.0);
            assertThat(cost.datagrams()).as("%s: datagrams", kind).isBetween(0.01, 0.5);
            BenchRuns.LinkCost busy = runs.shortConnections(1_000, true, kind, 6_000);
            assertThat(busy.wireBytes()).as("%s: bytes, busy", kind).isBetween(15.0, 526 / 8.0);
        }
    }

    @Test
    void figuresAreATableAndJson() {
        report.add("update: sender", "ns/event", 10_000, 250.5);
        report.add("update: sender", "ns/event", 100_000, 300);
        report.add("catch-up", "ms", 100_000, 20);
        assertThat(report.table().lines().toList())
                .hasSize(3)
                .anySatisfy(line ->
                        assertThat(line).matches("update: sender +ns/event +250.50 +300.00"))
                .anySatisfy(line -> assertThat(line).matches("catch-up +ms +- +20.00"));
        assertThat(report.json())
                .contains(
                        "{\"name\":\"update: sender\",\"unit\":\"ns/event\",\"flows\":10000,"
                                + "\"value\":250.500}");
    }
}
