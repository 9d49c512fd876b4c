package org.bridgewall.agent.commands;

import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.Role;

/**
 * Whether a planned move loses nothing: only to a node whose replica is proven equal.
 *
 * <p>Where no node could take over at all there is nothing to say here: the election refuses, with
 * its own reason.
 */
public final class PlannedMove {
    private static final String JUST_NOW =
            "%s has just taken over, its table is not yet with its peers";

    private PlannedMove() {}

    /** The same of a running instance, now. */
    public static Optional<String> unsafe(InstanceRuntime instance, String to) {
        return unsafe(instance.election().config(), instance.state(), to, System.nanoTime());
    }

    /**
     * Why connections would be lost; empty: they would not.
     *
     * @param to the successor that is wanted of a master; empty: the best
     */
    static Optional<String> unsafe(
            ElectionConfig config, ElectionState state, String to, long now) {
        Role role = state.node().role();
        if (role == Role.BACKUP) {
            return state.facts().proven()
                    ? unshared(config, state, now)
                    : Optional.of("this node's replica is not proven");
        }
        if (role != Role.MASTER) {
            return Optional.empty();
        }
        List<PeerView> standbys =
                state.facts().peers().values().stream()
                        .filter(peer -> peer.alive(config, now) && peer.last().eligible())
                        .filter(peer -> to.isEmpty() || peer.last().node().equals(to))
                        .toList();
        if (standbys.isEmpty()) {
            return Optional.empty();
        }
        if (!state.facts().proven()) {
            return Optional.of(JUST_NOW.formatted("this node"));
        }
        boolean safe = standbys.stream().anyMatch(p -> p.last().proven());
        return safe
                ? Optional.empty()
                : Optional.of(
                        "no replica is proven: "
                                + String.join(
                                        ", ",
                                        standbys.stream().map(p -> p.last().node()).toList()));
    }

    private static Optional<String> unshared(ElectionConfig config, ElectionState state, long now) {
        return state.facts().peers().values().stream()
                .filter(peer -> peer.alive(config, now) && peer.last().holdsGate())
                .filter(peer -> !peer.last().proven())
                .map(peer -> JUST_NOW.formatted(peer.last().node()))
                .findAny();
    }
}
