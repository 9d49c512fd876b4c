package org.bridgewall.agent.loop;

import org.bridgewall.sync.cache.Priority;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;

/**
 * Which flows are worth most when not all can be sent: those that the kernel calls assured and that
 * are not about to end. The kernel keeps them longest too when its table is full ({@code
 * nf_conntrack_core.c early_drop}).
 */
final class FlowPriority {
    /** {@code TCP_CONNTRACK_ESTABLISHED}, {@code nf_conntrack_tcp.h}. */
    private static final int TCP_ESTABLISHED = 3;

    private static final int TCP = 6;

    private FlowPriority() {}

    static Priority of(Flow flow) {
        boolean assured = (flow.status & FlowStatus.ASSURED) != 0;
        boolean ending = flow.original.protocol == TCP && flow.tcpState > TCP_ESTABLISHED;
        return assured && !ending ? Priority.FIRST : Priority.LATER;
    }
}
