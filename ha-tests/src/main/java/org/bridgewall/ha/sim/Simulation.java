package org.bridgewall.ha.sim;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.bridgewall.ha.sim.election.ElectionSimulation;
import org.bridgewall.ha.sim.election.WitnessSimulation;
import org.bridgewall.ha.sim.sync.SyncSimulation;

/**
 * {@code deploy/sim}: seeded simulations of the election and of the replication session. {@code
 * --seeds N} (default 1000), {@code --seed S} for a single one or the first of several, {@code
 * --only election|witness|sync}. Exit code 0: all invariants held; 1: some seed failed, and is
 * printed with its trace; 2: wrong usage.
 */
public final class Simulation {
    private static final long DEFAULT_SEEDS = 1000;
    private static final String USAGE =
            "usage: [--seeds N] [--seed S] [--only election|witness|sync]";

    private Simulation() {}

    public static void main(String[] arguments) {
        long seeds = -1;
        long first = -1;
        String only = "";
        if (arguments.length % 2 != 0) {
            usage("option without a value: " + arguments[arguments.length - 1]);
        }
        for (int i = 0; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--seeds" -> seeds = number(arguments[i + 1]);
                case "--seed" -> first = number(arguments[i + 1]);
                case "--only" -> only = arguments[i + 1];
                default -> usage("unknown option " + arguments[i]);
            }
        }
        if (!List.of("", "election", "witness", "sync").contains(only)) {
            usage("unknown simulation " + only);
        }
        long count = seeds >= 0 ? seeds : first >= 0 ? 1 : DEFAULT_SEEDS;
        long from = Math.max(first, 0);
        boolean good =
                skips(only, "election") || run("election", from, count, Simulation::election);
        good &= skips(only, "witness") || run("witness", from, count, WitnessSimulation::run);
        good &= skips(only, "sync") || run("sync", from, count, SyncSimulation::run);
        System.exit(good ? 0 : 1);
    }

    private static boolean skips(String only, String name) {
        return !only.isEmpty() && !only.equals(name);
    }

    private static long election(long seed) {
        return ElectionSimulation.run(seed).events();
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
        System.err.println(problem + "; " + USAGE);
        System.exit(2);
    }

    /** Runs the seeds first, first+1, ...; prints the first that fails. */
    static boolean run(String name, long first, long count, LongUnaryOperator scenario) {
        long events = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                events += scenario.applyAsLong(seed);
            } catch (RuntimeException | AssertionError e) {
                System.out.printf(
                        "%s: seed %d failed; repeat with --only %s --seed %d%n%s%n",
                        name, seed, name, seed, e.getMessage());
                for (StackTraceElement frame : e.getStackTrace()) {
                    System.out.println("  at " + frame);
                }
                return false;
            }
        }
        System.out.printf(
                "%s: %d seeds from %d on, %d events: every invariant held%n",
                name, count, first, events);
        return true;
    }
}
