package org.bridgewall.ha.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where an exploration begins. */
public enum Root {
    /** All agents dead, all gates closed. */
    COLD,
    /** All agents have just started, and no node has carrier on its uplink. */
    UNFIT,
    /** One master, the others standby. */
    SETTLED,
    /** The only living agent leads, with a long lease. */
    LONE,
    /** As before, and then its agent died: the gate stays open. */
    ORPHAN,
    /** A hand-over has just begun. */
    HANDOVER,
    /** One master, the others standby, and all paths have just gone: with a third witness only. */
    HIDDEN;

    List<String> script(int nodes) {
        List<String> lines = new ArrayList<>();
        lines.add("nodes " + nodes);
        if (this == COLD) {
            return lines;
        }
        for (int node = 0; node < nodes && this == UNFIT; node++) {
            lines.add("unplug " + Happening.name(node) + " " + Leg.UPLINK.port());
        }
        for (int node = 0; node < nodes; node++) {
            lines.add("start " + Happening.name(node));
        }
        lines.add(this == UNFIT ? "quiet 2" : "quiet 25");
        if (this == HIDDEN) {
            lines.add("hide");
        }
        if (this == HANDOVER) {
            lines.add("switchover b1");
        }
        if (this == LONE || this == ORPHAN) {
            for (int node = 1; node < nodes; node++) {
                lines.add("kill " + Happening.name(node));
            }
            lines.add("quiet 12");
        }
        if (this == ORPHAN) {
            lines.add("kill b1");
        }
        return lines;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
