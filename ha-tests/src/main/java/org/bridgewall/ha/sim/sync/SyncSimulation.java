package org.bridgewall.ha.sim.sync;

/**
 * Runs seeded scenarios of the replication session: {@code --seeds N} (default 1000), {@code --seed
 * S} for a single one or the first of several. Exit code 0: all invariants held; 1: some seed
 * failed, and is printed with its trace; 2: wrong usage.
 */
public final class SyncSimulation {
    private SyncSimulation() {}

    public static void main(String[] arguments) {
        long seeds = -1;
        long first = -1;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--seeds" -> seeds = number(arguments[i + 1]);
                case "--seed" -> first = number(arguments[i + 1]);
                default -> usage("unknown option " + arguments[i]);
            }
        }
        if (arguments.length % 2 != 0) {
            usage("option without a value: " + arguments[arguments.length - 1]);
        }
        long count = seeds >= 0 ? seeds : first >= 0 ? 1 : 1000;
        System.exit(run(Math.max(first, 0), count) ? 0 : 1);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            usage("not a number: " + text);
            return -1;
        }
    }

    private static void usage(String problem) {
        System.err.println(problem + "; usage: [--seeds N] [--seed S]");
        System.exit(2);
    }

    /** Runs the seeds first, first+1, ...; prints the first that fails. */
    static boolean run(long first, long count) {
        long events = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                events += new SyncScenario(seed).run();
            } catch (RuntimeException e) {
                System.out.println("seed " + seed + " failed (repeat with --seed " + seed + ")");
                e.printStackTrace(System.out);
                return false;
            }
        }
        System.out.println(count + " seeds, " + events + " events: every invariant held");
        return true;
    }
}
