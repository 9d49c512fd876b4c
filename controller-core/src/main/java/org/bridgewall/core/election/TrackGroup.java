package org.bridgewall.core.election;

import java.util.List;

/**
 * Several things that are watched, judged together. Immutable.
 *
 * @param members names of {@link TrackRule}s
 * @param required how many must be well, 1..members
 * @param cost of fewer than that; never a {@link TrackRule.Cost.Factor}
 */
public record TrackGroup(String name, List<String> members, int required, TrackRule.Cost cost) {
    public TrackGroup {
        members = List.copyOf(members);
        if (required < 1 || required > members.size()) {
            throw new IllegalArgumentException(
                    "required: " + required + " (expected: 1.." + members.size() + ")");
        }
    }
}
