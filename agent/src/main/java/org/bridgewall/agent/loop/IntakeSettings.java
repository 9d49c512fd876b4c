package org.bridgewall.agent.loop;

/**
 * How the replication thread follows the kernel. Immutable.
 *
 * @param napNanos rest between two turns
 * @param auditNanos rest between two audits of the cache against the kernel's table; 0: none
 * @param eventBufferLimitBytes lost events make the buffer grow up to this
 */
public record IntakeSettings(long napNanos, long auditNanos, int eventBufferLimitBytes) {}
