package org.bridgewall.agent.netlink.conntrack;

import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.Flow;

/**
 * Takes what the kernel says of its connection table. Called on the draining thread; each flow is
 * valid only during the call.
 */
public interface ConntrackHandler {
    /**
     * A flow changed. An update event leaves out what did not change of some fields: complete it
     * with {@link Flow#inheritFrom} from the view held so far.
     */
    void changed(Flow flow);

    /** A flow is no more. Only its identity, status and last TCP state are filled in. */
    void gone(Flow flow);

    /**
     * Something happened to a flow, and only the kernel knows what it came to.
     *
     * @param flow original tuple and zone hold, the rest may be of the past
     */
    default void unsure(Flow flow) {
        changed(flow);
    }

    /**
     * Events were lost: what is held is no longer known to be true. Drain until nothing is left,
     * then make a dump and take what it does not name as gone.
     */
    void overrun();

    /**
     * A helper expects a connection. Valid only during the call; the zone is not known.
     *
     * @param expectation complete but for its zone, which is 0
     */
    default void expected(Expectation expectation) {}

    /** An expectation was met, ran out, or went with its master. */
    default void expectedNoMore(Expectation expectation) {}
}
