package org.bridgewall.sync.flow;

/**
 * Which flows are replicated. Must not depend on what changes within a flow's life in a way that
 * would leave it half replicated: a flow may begin to be replicated, never cease before its end.
 *
 * <p>Thread rule: any thread; implementations are immutable.
 */
@FunctionalInterface
public interface FlowFilter {
    /** Every flow. */
    FlowFilter ALL = flow -> true;

    /**
     * Flows seen in both directions: TCP from SYN_RECV on, UDP once answered. The others have no
     * state worth keeping: their next packet opens them anew, and a flood of them costs nothing.
     */
    FlowFilter ANSWERED = flow -> (flow.status & FlowStatus.SEEN_REPLY) != 0;

    boolean replicates(Flow flow);

    /** Both must agree. */
    default FlowFilter and(FlowFilter other) {
        return flow -> replicates(flow) && other.replicates(flow);
    }
}
