package org.bridgewall.agent.loop;

import org.bridgewall.sync.flow.FlowFilter;

/**
 * How the replication thread follows the kernel. Immutable.
 *
 * @param filter what is replicated; the events and the dump have it already, but for what needs a
 *     flow's whole state
 * @param napNanos rest between two turns
 * @param auditNanos rest between two audits of the cache against the kernel's table; 0: none
 * @param eventBufferLimitBytes lost events make the buffer grow up to this
 */
public record IntakeSettings(
        FlowFilter filter, long napNanos, long auditNanos, int eventBufferLimitBytes) {}
