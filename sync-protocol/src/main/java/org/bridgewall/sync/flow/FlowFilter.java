package org.bridgewall.sync.flow;

/**
 * Which flows are replicated, judged twice. {@link #replicates} sees what every event tells; it
 * must not depend on what changes within a flow's life in a way that would leave it half
 * replicated: a flow may begin to be replicated, never cease before its end. {@link #keeps} sees
 * the flow's whole state: one that it no longer keeps is taken out of the replica.
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

    /** Whether a flow that is replicated stays so in its present state, which is complete. */
    default boolean keeps(Flow flow) {
        return true;
    }

    /** Both must agree. */
    default FlowFilter and(FlowFilter other) {
        FlowFilter one = this;
        return new FlowFilter() {
            @Override
            public boolean replicates(Flow flow) {
                return one.replicates(flow) && other.replicates(flow);
            }

            @Override
            public boolean keeps(Flow flow) {
                return one.keeps(flow) && other.keeps(flow);
            }
        };
    }
}
