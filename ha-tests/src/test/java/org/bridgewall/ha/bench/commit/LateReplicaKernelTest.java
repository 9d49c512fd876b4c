package org.bridgewall.ha.bench.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import org.bridgewall.agent.linux.NetNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackTableSize;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that had to take over while its replica was still on its way. */
@Tag("kernel")
class LateReplicaKernelTest {
    private static final int FLOWS = 200_000;

    @Test
    void whatArrivesAfterTheTakeoverIsWrittenToo() throws Exception {
        FutureTask<Integer> takeover = new FutureTask<>(LateReplicaKernelTest::takeOver);
        Thread.ofPlatform().name("late-replica").start(takeover);
        assertThat(takeover.get()).as("flows written when the gate opened").isLessThan(FLOWS);
    }

    /** Returns once all are in the kernel; how many were there at first. */
    private static int takeOver() throws Exception {
        NetNamespace.unshare();
        try (StandbyRig rig = new StandbyRig(false, FLOWS)) {
            StandbyRig.await("the first have arrived", rig::isBeingFilled);
            StandbyRig.Outcome outcome = rig.commit(1);
            int early = ConntrackTableSize.read().entries();
            System.out.println(outcome.summary());
            rig.worker.announce(1);
            StandbyRig.await(
                    "all have been written", () -> ConntrackTableSize.read().entries() >= FLOWS);
            return early;
        }
    }
}
