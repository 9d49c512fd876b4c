package org.bridgewall.core.group;

import java.util.Set;
import java.util.TreeSet;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Fitness;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.Role;

/**
 * What a group must know of one of its instances, on this node. Immutable.
 *
 * @param causes why the instance itself is not fit; empty: it is
 * @param down the instance is in FAULT for want of legs: whatever other nodes do, it has no path
 *     here
 * @param delta change of the priority by what the instance itself tracks
 * @param master node that leads the instance, as this node knows; empty: none
 * @param standbys nodes that could take it over now
 */
public record Member(String causes, boolean down, int delta, String master, Set<String> standbys) {
    public Member {
        standbys = Set.copyOf(standbys);
    }

    /** The view of an instance in a state. */
    public static Member of(ElectionConfig config, ElectionState state, long now) {
        Fitness fitness = Fitness.of(config, state);
        Set<String> standbys = new TreeSet<>();
        String master = "";
        long epoch = -1;
        for (PeerView peer : state.facts().peers().values()) {
            if (!peer.alive(config, now)) {
                continue;
            }
            if (peer.last().holdsGate() && peer.last().epoch() > epoch) {
                master = peer.last().node();
                epoch = peer.last().epoch();
            } else if (peer.last().eligible()) {
                standbys.add(peer.last().node());
            }
        }
        if (state.node() instanceof NodeState.Master own && own.epoch() >= epoch) {
            master = config.node();
        } else if (state.node().role() == Role.BACKUP && !state.facts().drained()) {
            standbys.add(config.node());
        }
        boolean down = !fitness.legs().isEmpty() && state.node().role() == Role.FAULT;
        return new Member(fitness.ownCauses(), down, fitness.ownDelta(), master, standbys);
    }

    /** Whether the node leads the instance, or could. */
    boolean servedBy(String node) {
        return master.equals(node) || standbys.contains(node);
    }
}
