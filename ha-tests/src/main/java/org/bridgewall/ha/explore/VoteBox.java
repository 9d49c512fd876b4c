package org.bridgewall.ha.explore;

import static org.bridgewall.ha.explore.World.ASKED;
import static org.bridgewall.ha.explore.World.ASKED_KNOWN;
import static org.bridgewall.ha.explore.World.LINK;
import static org.bridgewall.ha.explore.World.PRESENT;

import java.util.HashSet;
import java.util.Set;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.WitnessView;

/**
 * The third witness of the model: its record moves by compare-and-set, its sessions end some time
 * after their nodes. A question may take any time; what it is answered is heard at once.
 */
final class VoteBox {
    private VoteBox() {}

    /** Looks at the question of a node. */
    static Input answer(World world, int node) {
        int wanted = world.get(node, ASKED);
        int known = world.get(node, ASKED_KNOWN);
        world.set(node, ASKED, -1);
        world.set(node, ASKED_KNOWN, 0);
        boolean own = world.voteEpoch() == wanted && world.voteHolder() == node;
        if (!own && world.voteEpoch() == known) {
            if (wanted <= known) {
                throw new Violation("epoch monotonic: " + Happening.name(node) + " asks back");
            }
            world.vote(wanted, node);
            own = true;
        }
        return new Input.WitnessAnswered(wanted, own, world.voteEpoch(), holder(world));
    }

    static void release(World world, int node, int epoch) {
        if (world.get(node, LINK) == 1
                && world.voteEpoch() == epoch
                && world.voteHolder() == node) {
            world.vote(epoch, -1);
        }
    }

    /** What the node would be told now; who can be reached has a session from then on. */
    static Input.WitnessReported report(World world, int node) {
        boolean reachable = world.get(node, LINK) == 1;
        Set<String> present = new HashSet<>();
        for (int other = 0; other < world.nodes(); other++) {
            if (world.get(other, PRESENT) == 1 || (other == node && reachable)) {
                present.add(Happening.name(other));
            }
        }
        return new Input.WitnessReported(reachable, present, world.voteEpoch(), holder(world));
    }

    /** Whether a report would tell the node something. */
    static boolean news(World world, int node, WitnessView known) {
        Input.WitnessReported report = report(world, node);
        if (!report.reachable()) {
            return known.reachable();
        }
        boolean record =
                report.epoch() > known.epoch()
                        || (report.epoch() == known.epoch()
                                && report.holder().isEmpty()
                                && !known.holder().isEmpty());
        return !known.reachable() || record || !report.present().equals(known.present());
    }

    private static String holder(World world) {
        return world.voteHolder() < 0 ? "" : Happening.name(world.voteHolder());
    }
}
