package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.MarkChange;
import org.bridgewall.agent.sysctl.KernelSettings;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From the kernel's event into the cache: the part of the hot path before the protocol. */
@Tag("kernel")
class IntakeAllocationKernelTest {
    private static final int FLOWS = 2_000;
    private static final int ROUNDS = 20;
    private static final com.sun.management.ThreadMXBean THREAD =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void anEventAllocatesNothing() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(IntakeAllocationKernelTest::measure);
        }
    }

    private static void measure() throws Exception {
        new KernelSettings(Sysctl.ofKernel()).apply();
        InternalCache cache = new InternalCache(7);
        FlowSnapshot flows = TableFlows.range(0, FLOWS);
        try (ConntrackCommit commit = ConntrackCommit.open();
                ConntrackLookup lookup = ConntrackLookup.open();
                ConntrackEvents events =
                        ConntrackEvents.open(8 << 20, FlowFilter.ALL, commit.portId())) {
            FlowIntake intake = new FlowIntake(cache, lookup);
            commit.commit(flows);
            long allocated = 0;
            for (int round = 1; round <= 2 * ROUNDS; round++) {
                assertThat(MarkChange.of(flows, round)).as("refused").isZero();
                long before = THREAD.getCurrentThreadAllocatedBytes();
                int taken = events.drain(intake, 10 * FLOWS);
                long cost = THREAD.getCurrentThreadAllocatedBytes() - before;
                assertThat(taken).as("events").isEqualTo(FLOWS);
                allocated += round > ROUNDS ? cost : 0;
            }
            assertThat(cache.size(RecordTypes.FLOW)).isEqualTo(FLOWS);
            // The least object has sixteen bytes.
            assertThat((double) allocated / (ROUNDS * FLOWS)).as("bytes per event").isLessThan(1);
        }
    }
}
