package org.bridgewall.ha.drill;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Which drills a command line asks for. Stateless. */
public final class DrillChoice {
    private static final String ALL = "all";

    private DrillChoice() {}

    /**
     * The drills, in the order of the catalogue.
     *
     * @param which {@code all}, or names
     * @param only where not empty, of these no others
     * @throws IllegalArgumentException a name is unknown
     */
    public static List<Fault> of(List<String> which, List<String> only) {
        LinkedHashSet<Fault> named = new LinkedHashSet<>();
        for (String name : which) {
            if (name.equals(ALL)) {
                named.addAll(Faults.every());
            } else {
                named.add(Faults.named(name));
            }
        }
        List<Fault> allowed = only.stream().map(Faults::named).toList();
        List<Fault> chosen = new ArrayList<>(Faults.every());
        chosen.removeIf(fault ->
                !named.contains(fault) || (!allowed.isEmpty() && !allowed.contains(fault)));
        return chosen;
    }

    /** A drill in one line, for people. */
    public static String line(Fault fault) {
        return "%-26s %6d ms  %s".formatted(fault.name(), fault.budgetMillis(), fault.title());
    }
}
