package org.bridgewall.ha.bench.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.NetNamespace;
import org.bridgewall.agent.loop.WarmStatus;
import org.bridgewall.agent.netlink.conntrack.ConntrackTableSize;

/**
 * One measurement in a process of its own, as young as an agent that takes over for the first time:
 * {@code cold FLOWS}, {@code warm FLOWS}. Its network namespace is nameless and ends with it.
 * Prints {@code key=value} lines.
 */
public final class CommitChild {
    private static final int PROMOTIONS = 9;
    private static final int CHANGED = 1_000;

    /**
     * The first to fill the table pays for its memory, and the next ones still take longer than
     * those after them.
     */
    private static final int FILLS_BEFORE = 3;

    private CommitChild() {}

    public static void main(String[] arguments) throws IOException {
        int flows = Integer.parseInt(arguments[1]);
        NetNamespace.unshare();
        switch (arguments[0]) {
            case "cold" -> cold(flows);
            case "warm" -> warm(flows);
            default -> throw new IllegalArgumentException("measurement: " + arguments[0]);
        }
        System.exit(0);
    }

    /** The floor is measured before and after: neither of the two gains by its place. */
    private static void cold(int flows) throws IOException {
        try (StandbyRig rig = new StandbyRig(false);
                KernelFloor floor = new KernelFloor(flows)) {
            rig.fill(flows);
            for (int i = 0; i < FILLS_BEFORE; i++) {
                floor.run();
                empty(rig);
            }
            long before = floor(rig, floor, flows);
            StandbyRig.Outcome outcome = rig.commit(1);
            held(flows);
            System.err.println("commit: " + outcome.summary());
            System.out.println("commit_nanos=" + outcome.nanos());
            empty(rig);
            long after = floor(rig, floor, flows);
            System.out.println("floor_nanos=" + (before + after) / 2);
        }
    }

    /** An emptied table, and a compiler that is done with the code that emptied it. */
    private static void empty(StandbyRig rig) throws IOException {
        rig.table.clear(StandbyRig.ALL);
        rig.settle();
    }

    private static void warm(int flows) throws IOException {
        try (StandbyRig rig = new StandbyRig(true)) {
            rig.settle();
            rig.follow();
            StandbyRig.await(
                    "the standby follows",
                    () -> rig.warmStatus().state() == WarmStatus.State.FOLLOWING);
            long began = System.nanoTime();
            long processor = processNanos();
            rig.fill(flows);
            StandbyRig.await("all is written", () -> rig.warmStatus().written() == flows);
            System.out.println("warming_nanos=" + (System.nanoTime() - began));
            System.out.println("warming_processor_nanos=" + (processNanos() - processor));
            rig.settle();
            System.out.println("warm_bytes=" + rig.warmStatus().memoryBytes());
            List<Long> promotions = new ArrayList<>();
            for (int epoch = 1; epoch <= PROMOTIONS; epoch++) {
                // What a busy path changes in the time that a flow may wait to be written.
                rig.change(CHANGED, epoch % 2 == 0 ? 3 : 4);
                promotions.add(rig.commit(epoch).nanos());
                held(flows);
                rig.worker.standBy();
            }
            promotions.sort(null);
            System.out.println("promotion_nanos=" + promotions.get(PROMOTIONS / 2));
        }
    }

    private static long processNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static long floor(StandbyRig rig, KernelFloor floor, int flows) throws IOException {
        long nanos = floor.run();
        held(flows);
        empty(rig);
        return nanos;
    }

    private static void held(int flows) throws IOException {
        int entries = ConntrackTableSize.read().entries();
        if (entries < flows) {
            throw new IOException("entries: " + entries + " (expected: at least " + flows + ")");
        }
    }
}
