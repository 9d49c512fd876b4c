package org.bridgewall.ha.explore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Explores from the command line. Exit code 0: every invariant held; 1: one did not, and a script
 * is printed; 2: wrong usage.
 */
public final class ExploreMain {
    private ExploreMain() {}

    public static void main(String[] arguments) throws java.io.IOException {
        int nodes = 2;
        int depth = 12;
        int faults = 2;
        int flows = 1;
        int states = 20_000_000;
        Stepping stepping = Stepping.real();
        List<Root> roots = List.of(Root.values());
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--nodes" -> nodes = number(value);
                case "--depth" -> depth = number(value);
                case "--faults" -> faults = number(value);
                case "--flows" -> flows = number(value);
                case "--states" -> states = number(value);
                case "--root" ->
                        roots = List.of(Root.valueOf(value.toUpperCase(java.util.Locale.ROOT)));
                case "--witness" -> stepping = witness(value);
                case "--replay" -> {
                    System.out.print(
                            Script.run(Files.readAllLines(Path.of(value)), Stepping.real()));
                    return;
                }
                default -> usage("unknown option " + arguments[i]);
            }
        }
        if (arguments.length % 2 != 0) {
            usage("option without a value: " + arguments[arguments.length - 1]);
        }
        boolean good = true;
        for (Root root : roots) {
            if (root == Root.HIDDEN && !stepping.witness().asked()) {
                continue;
            }
            Exploration.Bounds bounds = new Exploration.Bounds(nodes, depth, faults, flows, states);
            good &= print(new Exploration(root, bounds, stepping).run());
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean print(Exploration.Outcome o) {
        System.out.printf(
                "%-9s %d nodes, %d faults, depth %d of %d ticks: %,d states, %,d steps, %,d minds,"
                        + " %.1f s, %,.0f states/s, %d MB: %s%n",
                o.root(),
                o.bounds().nodes(),
                o.bounds().faults(),
                o.ticks(),
                o.bounds().ticks(),
                o.states(),
                o.happenings(),
                o.minds(),
                o.millis() / 1000.0,
                o.states() * 1000.0 / Math.max(1, o.millis()),
                o.bytes() >> 20,
                o.script().isEmpty() ? "every invariant held" : "VIOLATED");
        System.out.print(o.script());
        return o.script().isEmpty();
    }

    private static Stepping witness(String rule) {
        try {
            return Stepping.real().with(rule);
        } catch (IllegalArgumentException e) {
            usage(String.valueOf(e.getMessage()));
            return Stepping.real();
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.replace("_", ""));
        } catch (NumberFormatException e) {
            usage("not a number: " + text);
            return -1;
        }
    }

    private static void usage(String problem) {
        System.err.println(
                problem
                        + "; usage: [--nodes N] [--depth TICKS] [--faults N] [--flows N]"
                        + " [--states N] [--witness off|wire|wait] [--root cold|unfit|settled|lone|orphan|handover|hidden]"
                        + " [--replay FILE]");
        System.exit(2);
    }
}
