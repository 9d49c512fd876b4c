package org.bridgewall.core.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bridgewall.core.election.GroupPart;
import org.bridgewall.core.election.Input;

/**
 * The step function of a sync group (VRRP synchronisation group), one on each node.
 *
 * <ol>
 *   <li>What makes one member unfit, or changes its priority, is told to all others. Only what a
 *       member has of its own is passed on, so that a group never holds itself in FAULT.
 *   <li>A member that is in FAULT for want of legs takes all others down with it, at once, whether
 *       or not another node is ready: half of a group is worth nothing. Not so where {@code
 *       partial} was asked for.
 *   <li>Where two nodes lead, all nodes pick the same one from the same adverts: of those that lead
 *       or could lead every member, the one that leads most, then the one that leads the first
 *       member. The others hand their members over to it, in the planned way that loses nothing.
 * </ol>
 *
 * A split is given a second first: takeovers of the members are not at the same moment.
 */
public final class SyncGroup {
    private static final long SETTLE_NANOS = 1_000_000_000L;

    private final String node;
    private final List<String> members;
    private final boolean partial;

    /**
     * A group.
     *
     * @param node this node
     * @param members instances, in the same order on all nodes
     * @param partial members that have a path go on where no node has one for all
     */
    public SyncGroup(String node, List<String> members, boolean partial) {
        this.node = node;
        this.members = List.copyOf(members);
        this.partial = partial;
    }

    public List<String> members() {
        return members;
    }

    /**
     * What follows from what is now known of a member; to be called at every change of it, and
     * every few hundred milliseconds.
     */
    public GroupStep step(GroupState state, String instance, Member view, long now) {
        Map<String, Member> known = new HashMap<>(state.members());
        known.put(instance, view);
        List<Order> orders = new ArrayList<>();
        Map<String, GroupPart> told = new HashMap<>(state.told());
        for (String member : members) {
            GroupPart part = others(known, member);
            if (!part.equals(told.getOrDefault(member, GroupPart.NONE))) {
                told.put(member, part);
                orders.add(new Order(member, new Input.GroupReported(part)));
            }
        }
        List<String> leaders =
                members.stream()
                        .map(m -> known.containsKey(m) ? known.get(m).master() : "")
                        .toList();
        long since = leaders.equals(state.leaders()) ? state.splitSinceNanos() : now;
        long asked = since == now ? now : state.askedNanos();
        GroupState next = new GroupState(known, told, since, asked, leaders);
        if (next.split() && now - asked >= SETTLE_NANOS) {
            Optional<String> leader = leader(known, leaders);
            for (int i = 0; i < members.size() && leader.isPresent(); i++) {
                if (leaders.get(i).equals(node) && !leader.get().equals(node)) {
                    orders.add(new Order(members.get(i), new Input.SwitchoverAsked(leader.get())));
                }
            }
            next = new GroupState(known, told, since, now, leaders);
        }
        return new GroupStep(next, orders);
    }

    private GroupPart others(Map<String, Member> known, String member) {
        Map<String, String> faults = new TreeMap<>();
        int delta = 0;
        boolean down = false;
        for (String other : members) {
            Member view = known.get(other);
            if (view != null && !other.equals(member)) {
                delta += view.delta();
                down |= view.down() && !partial;
                if (!view.causes().isEmpty()) {
                    faults.put(other, view.causes());
                }
            }
        }
        return new GroupPart(faults, down, delta);
    }

    private Optional<String> leader(Map<String, Member> known, List<String> leaders) {
        Optional<String> best = Optional.empty();
        long most = 0;
        // In the members' order: of two that lead equally many, who leads an earlier one stays.
        for (String candidate : new java.util.LinkedHashSet<>(leaders)) {
            long leads = leaders.stream().filter(candidate::equals).count();
            boolean serves =
                    !candidate.isEmpty()
                            && members.stream()
                                    .allMatch(m ->
                                            known.containsKey(m)
                                                    && known.get(m).servedBy(candidate));
            if (serves && leads > most) {
                best = Optional.of(candidate);
                most = leads;
            }
        }
        return best;
    }

    /** Nodes that lead members now, for people. */
    public static List<String> leading(GroupState state) {
        TreeSet<String> nodes = new TreeSet<>(state.leaders());
        nodes.remove("");
        return List.copyOf(nodes);
    }
}
