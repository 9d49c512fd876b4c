package org.bridgewall.ha.drill;

import java.util.ArrayList;
import java.util.List;

/** Every fault that can be drilled, in the order of the table. */
public final class Faults {
    private static final List<Fault> ALL = all();

    private Faults() {}

    /** All of them. */
    public static List<Fault> every() {
        return ALL;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException there is none; the message names them all
     */
    public static Fault named(String name) {
        return ALL.stream()
                .filter(fault -> fault.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no drill is called '"
                                        + name
                                        + "' (there are: "
                                        + String.join(", ", names())
                                        + ")"));
    }

    /** Their names. */
    public static List<String> names() {
        return ALL.stream().map(Fault::name).toList();
    }

    private static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        faults.addAll(ProcessFaults.all());
        faults.addAll(CableFaults.all());
        faults.addAll(PathFaults.all());
        faults.addAll(StartFaults.all());
        faults.addAll(SurroundingFaults.all());
        faults.addAll(PlannedMoves.all());
        faults.addAll(WitnessFaults.all());
        faults.addAll(LargerLabs.all());
        return List.copyOf(faults);
    }
}
