package org.bridgewall.ha.bench.commit;

import java.io.IOException;
import org.bridgewall.agent.linux.NetNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackTableSize;

/**
 * One measurement in a process of its own, as young as an agent that takes over for the first time:
 * {@code cold FLOWS floor-first|floor-last}. Its network namespace is nameless and ends with it.
 * Prints {@code key=value} lines.
 */
public final class CommitChild {
    private CommitChild() {}

    public static void main(String[] arguments) throws IOException {
        int flows = Integer.parseInt(arguments[1]);
        NetNamespace.unshare();
        switch (arguments[0]) {
            case "cold" -> cold(flows, arguments[2].equals("floor-first"));
            default -> throw new IllegalArgumentException("measurement: " + arguments[0]);
        }
        System.exit(0);
    }

    private static void cold(int flows, boolean floorFirst) throws IOException {
        try (StandbyRig rig = new StandbyRig();
                KernelFloor floor = new KernelFloor(flows)) {
            rig.fill(flows);
            rig.settle();
            if (floorFirst) {
                floor(rig, floor, flows);
            }
            StandbyRig.Outcome outcome = rig.commit(1);
            held(flows);
            print("commit", outcome);
            rig.table.clear(StandbyRig.ALL);
            if (!floorFirst) {
                floor(rig, floor, flows);
            }
        }
    }

    private static void floor(StandbyRig rig, KernelFloor floor, int flows) throws IOException {
        StandbyRig.Outcome outcome = floor.run();
        held(flows);
        print("floor", outcome);
        rig.table.clear(StandbyRig.ALL);
    }

    private static void held(int flows) throws IOException {
        int entries = ConntrackTableSize.read().entries();
        if (entries < flows) {
            throw new IOException("entries: " + entries + " (expected: at least " + flows + ")");
        }
    }

    private static void print(String what, StandbyRig.Outcome outcome) {
        System.err.println(what + ": " + outcome.summary());
        System.out.println(what + "_nanos=" + outcome.nanos());
        System.out.println(what + "_processor_nanos=" + outcome.processorNanos());
    }
}
