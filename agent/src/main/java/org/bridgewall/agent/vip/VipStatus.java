package org.bridgewall.agent.vip;

/**
 * The virtual addresses of one instance on this node. Immutable.
 *
 * @param configured how many there are
 * @param held how many this node's kernel has now
 * @param error why the last attempt to set or remove one failed, or empty
 * @param conflict the last claim of another machine while they were held here, or empty
 * @param conflictAgeNanos since that claim; meaningless without one
 */
public record VipStatus(
        int configured, int held, String error, String conflict, long conflictAgeNanos) {}
