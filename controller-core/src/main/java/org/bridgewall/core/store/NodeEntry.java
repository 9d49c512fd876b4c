package org.bridgewall.core.store;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node on the roll.
 *
 * @param software version of the agent
 * @param policies by instance, what the node's kernel enforces
 */
public record NodeEntry(String node, String software, SortedMap<String, AppliedPolicy> policies) {
    public NodeEntry {
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    }

    /**
     * What a node did with the policy of an instance.
     *
     * @param version read back from the kernel; 0 when it enforces none
     * @param refusedVersion the newest version that the node could not apply, or 0
     * @param error why it could not; empty when nothing was refused
     */
    public record AppliedPolicy(long version, long refusedVersion, String error) {}
}
