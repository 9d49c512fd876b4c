package org.bridgewall.core.election;

import java.util.Map;

/**
 * What the other members of an instance's sync group, on the same node, say of themselves.
 * Immutable.
 *
 * @param faults why a member is not fit, by member; never what it has from the group itself
 * @param down a member has no path on this node and the group is all or nothing: this one shuts too
 * @param delta sum of the changes of priority of the other members
 */
public record GroupPart(Map<String, String> faults, boolean down, int delta) {
    /** No group, or nothing wrong in it. */
    public static final GroupPart NONE = new GroupPart(Map.of(), false, 0);

    public GroupPart {
        faults = Map.copyOf(faults);
    }
}
