package org.bridgewall.ha.bench.commit;

/**
 * One promotion of a warm standby. Immutable.
 *
 * @param promotionNanos the commit, with some hundred flows changed just before
 * @param warmingNanos from the first flow heard to all in the kernel
 * @param processorNanos of the whole process while it warmed, replication included
 * @param memoryBytes heap that the standby holds for being warm, beside the replica
 */
record WarmRound(
        int flows, long promotionNanos, long warmingNanos, long processorNanos, long memoryBytes) {}
