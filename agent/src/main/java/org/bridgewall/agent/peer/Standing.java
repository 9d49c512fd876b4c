package org.bridgewall.agent.peer;

/**
 * What an advert carries for people and for {@code status}, beside what decides.
 *
 * @param replicaLagNanos age of the oldest change that this node's replica still lacks
 * @param policyVersion version that the kernel enforces; 0: none
 * @param configHash what both nodes must agree on
 * @param software version of this software
 */
public record Standing(
        long replicaLagNanos,
        long policyVersion,
        long configHash,
        long flowsInternal,
        long flowsExternal,
        String software) {}
