package org.bridgewall.core.group;

import java.util.List;
import java.util.Map;
import org.bridgewall.core.election.GroupPart;

/**
 * What is known of a group. Immutable, comparable.
 *
 * @param members by instance; those that were not heard of yet are missing
 * @param told what each election was last told
 * @param splitSinceNanos since when two nodes lead; meaningless while {@code leaders} has one
 * @param askedNanos when a hand-over was last asked for; before: {@code splitSinceNanos}
 * @param leaders who leads the members, in their order
 */
public record GroupState(
        Map<String, Member> members,
        Map<String, GroupPart> told,
        long splitSinceNanos,
        long askedNanos,
        List<String> leaders) {
    /** Of a group of which nothing is known yet. */
    public static final GroupState INITIAL = new GroupState(Map.of(), Map.of(), 0, 0, List.of());

    public GroupState {
        members = Map.copyOf(members);
        told = Map.copyOf(told);
        leaders = List.copyOf(leaders);
    }

    /** Whether several nodes lead members. */
    public boolean split() {
        return leaders.stream().filter(node -> !node.isEmpty()).distinct().count() > 1;
    }
}
