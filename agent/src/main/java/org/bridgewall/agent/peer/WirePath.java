package org.bridgewall.agent.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * Names of the paths through the data segments: each leg is a path of its own. They go by the legs'
 * order and not by the ports' names, which differ between nodes.
 */
public final class WirePath {
    private static final String PREFIX = "wire-";

    private WirePath() {}

    /**
     * The path over one leg.
     *
     * @param leg 0 the uplink, 1.. the screened ports
     */
    public static String name(int leg) {
        return switch (leg) {
            case 0 -> PREFIX + "uplink";
            case 1 -> PREFIX + "screened";
            default -> PREFIX + "screened-" + leg;
        };
    }

    /** The paths of an instance with so many legs. */
    public static List<String> names(int legs) {
        List<String> names = new ArrayList<>();
        for (int leg = 0; leg < legs; leg++) {
            names.add(name(leg));
        }
        return names;
    }
}
