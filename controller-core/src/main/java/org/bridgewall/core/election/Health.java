package org.bridgewall.core.election;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a node knows of its own fitness, beside its legs. Immutable, comparable.
 *
 * @param tracks what was last found, by name; what was not reported yet is well
 * @param group what the other members of the sync group say
 * @param strikes faults that are not forgiven yet
 * @param priorityNanos when tracking last changed the priority; 0: never
 */
public record Health(
        Map<String, TrackResult> tracks, GroupPart group, Strikes strikes, long priorityNanos) {
    static final Health NONE = new Health(Map.of(), GroupPart.NONE, Strikes.NONE, 0);

    Health found(String name, TrackResult result) {
        Map<String, TrackResult> next = new TreeMap<>(tracks);
        next.put(name, result);
        return new Health(Map.copyOf(next), group, strikes, priorityNanos);
    }

    Health grouped(GroupPart part) {
        return new Health(tracks, part, strikes, priorityNanos);
    }

    Health counted(Strikes next) {
        return new Health(tracks, group, next, priorityNanos);
    }

    Health weighed(long now) {
        return new Health(tracks, group, strikes, now);
    }
}
