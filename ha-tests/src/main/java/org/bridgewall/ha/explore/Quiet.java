package org.bridgewall.ha.explore;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.ha.explore.Happening.Kind;
import org.jspecify.annotations.Nullable;

/** Rounds without a fault: everything is heard at once, each commit ends well. */
final class Quiet {
    private final Model model;

    Quiet(Model model) {
        this.model = model;
    }

    /** One round, until the clock has ticked. */
    World round(World world, Witness witness) {
        World now = world;
        for (int node = 0; node < model.nodes(); node++) {
            for (int from = 0; from < model.nodes(); from++) {
                for (int i = 0; i < World.PLACES && from != node; i++) {
                    now = attempt(now, new Happening(Kind.HEAR, from, 2 * node), witness);
                }
                now =
                        from == node
                                ? now
                                : attempt(now, new Happening(Kind.REPLICATE, from, node), witness);
            }
            now = attempt(now, new Happening(Kind.SHARE, node, 0), witness);
            now = attempt(now, new Happening(Kind.EXPIRE, node, 0), witness);
            now = attempt(now, new Happening(Kind.REPORT, node, 0), witness);
            now = attempt(now, new Happening(Kind.DRAIN, node, 0), witness);
            now = attempt(now, new Happening(Kind.COMMIT, node, 0), witness);
            now = attempt(now, new Happening(Kind.TURN, node, 0), witness);
            now = attempt(now, new Happening(Kind.VOTE, node, 0), witness);
        }
        World next = model.after(now, new Happening(Kind.TICK, 0, 0), witness);
        if (next == null) {
            throw new IllegalStateException("the clock cannot tick");
        }
        return next;
    }

    /** Ends all faults: thaws, plugs, joins, mends, starts; takes back what was spent. */
    World heal(World world, Witness witness) {
        World now = world.copy();
        now.budget(0, 0);
        now = attempt(now, new Happening(Kind.REVEAL, 0, 0), witness);
        for (Happening happening : mending()) {
            now = attempt(now, happening, witness);
        }
        return now;
    }

    private List<Happening> mending() {
        List<Happening> all = new ArrayList<>();
        for (int node = 0; node < model.nodes(); node++) {
            for (Leg leg : Leg.values()) {
                all.add(new Happening(Kind.PLUG, node, leg.index()));
                all.add(new Happening(Kind.JOIN, node, leg.index()));
            }
            all.add(new Happening(Kind.MEND, node, 0));
            all.add(new Happening(Kind.THAW, node, 0));
            all.add(new Happening(Kind.START, node, 0));
        }
        return all;
    }

    private World attempt(World world, Happening happening, Witness witness) {
        @Nullable World next = model.after(world, happening, witness);
        return next == null ? world : next;
    }
}
