package org.bridgewall.core.store;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a published version has come on the nodes that are there. Pure.
 *
 * @param applied names of nodes whose kernel holds this version or a newer one
 * @param pending names of nodes that have not said anything about it yet
 * @param refused why, by name of node
 */
public record Rollout(
        List<String> applied, List<String> pending, SortedMap<String, String> refused) {

    public static Rollout of(String instance, long version, List<NodeEntry> nodes) {
        List<String> applied = new ArrayList<>();
        List<String> pending = new ArrayList<>();
        SortedMap<String, String> refused = new TreeMap<>();
        for (NodeEntry node : nodes) {
            NodeEntry.AppliedPolicy policy = node.policies().get(instance);
            if (policy != null && policy.version() >= version) {
                applied.add(node.node());
            } else if (policy != null && policy.refusedVersion() >= version) {
                refused.put(node.node(), policy.error());
            } else {
                pending.add(node.node());
            }
        }
        return new Rollout(applied, pending, refused);
    }

    /** Whether every node that is there enforces the version; true when none is there. */
    public boolean complete() {
        return pending.isEmpty() && refused.isEmpty();
    }
}
