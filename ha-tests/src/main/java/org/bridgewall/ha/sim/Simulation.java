package org.bridgewall.ha.sim;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.bridgewall.ha.sim.election.ElectionSimulation;
import org.bridgewall.ha.sim.election.WitnessSimulation;
import org.bridgewall.ha.sim.sync.SyncSimulation;

/**
 * {@code deploy/sim}: seeded simulations of the election and of the replication session. {@code
 * --seeds N} (default 1000), {@code --seed S} for a single one or the first of several, {@code
 * --only election|witness|sync|outage|overload} (the last two are of replication). Exit code 0: all
 * invariants held; 1: some seed failed, and is printed with its trace; 2: wrong usage.
 */
public final class Simulation {
    private static final long DEFAULT_SEEDS = 1000;
    private static final Map<String, LongUnaryOperator> SCENARIOS = scenarios();
    private static final String USAGE =
            "usage: [--seeds N] [--seed S] [--only " + String.join("|", SCENARIOS.keySet()) + "]";

    private Simulation() {}

    public static void main(String[] arguments) {
        System.exit(exitCode(arguments, System.out));
    }

    /** Runs what the arguments say; returns the exit code. */
    static int exitCode(String[] arguments, PrintStream out) {
        try {
            return Choice.of(arguments).run(out) ? 0 : 1;
        } catch (WrongUsage e) {
            out.println(e.getMessage() + "; " + USAGE);
            return 2;
        }
    }

    private static final class WrongUsage extends Exception {
        WrongUsage(String message) {
            super(message);
        }
    }

    private record Choice(String only, long first, long count) {
        static Choice of(String[] arguments) throws WrongUsage {
            long seeds = -1;
            long first = -1;
            String only = "";
            if (arguments.length % 2 != 0) {
                throw new WrongUsage("option without a value: " + arguments[arguments.length - 1]);
            }
            for (int i = 0; i < arguments.length; i += 2) {
                switch (arguments[i]) {
                    case "--seeds" -> seeds = number(arguments[i + 1]);
                    case "--seed" -> first = number(arguments[i + 1]);
                    case "--only" -> only = arguments[i + 1];
                    default -> throw new WrongUsage("unknown option " + arguments[i]);
                }
            }
            if (!only.isEmpty() && !SCENARIOS.containsKey(only)) {
                throw new WrongUsage("unknown simulation " + only);
            }
            long count = seeds >= 0 ? seeds : first >= 0 ? 1 : DEFAULT_SEEDS;
            return new Choice(only, Math.max(first, 0), count);
        }

        private static long number(String text) throws WrongUsage {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new WrongUsage("not a number: " + text);
            }
        }

        boolean run(PrintStream out) {
            boolean good = true;
            for (Map.Entry<String, LongUnaryOperator> scenario : SCENARIOS.entrySet()) {
                if (only.isEmpty() || only.equals(scenario.getKey())) {
                    good &=
                            Simulation.run(
                                    scenario.getKey(), first, count, scenario.getValue(), out);
                }
            }
            return good;
        }
    }

    private static Map<String, LongUnaryOperator> scenarios() {
        Map<String, LongUnaryOperator> all = new LinkedHashMap<>();
        all.put("election", seed -> ElectionSimulation.run(seed).events());
        all.put("witness", WitnessSimulation::run);
        all.put("sync", SyncSimulation::run);
        all.put("outage", SyncSimulation::outage);
        all.put("overload", SyncSimulation::overload);
        return all;
    }

    /** Runs the seeds first, first+1, ...; prints the first that fails. */
    static boolean run(
            String name, long first, long count, LongUnaryOperator scenario, PrintStream out) {
        long events = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                events += scenario.applyAsLong(seed);
            } catch (RuntimeException | AssertionError e) {
                out.printf(
                        "%s: seed %d failed; repeat with --only %s --seed %d%n%s%n",
                        name, seed, name, seed, e.getMessage());
                for (StackTraceElement frame : e.getStackTrace()) {
                    out.println("  at " + frame);
                }
                return false;
            }
        }
        out.printf(
                "%s: %d seeds from %d on, %d events: every invariant held%n",
                name, count, first, events);
        return true;
    }
}
