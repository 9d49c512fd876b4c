package org.bridgewall.agent.instance;

import java.io.IOException;
import java.util.List;
import org.bridgewall.agent.bridge.Relearn;
import org.bridgewall.agent.bridge.Wire;
import org.bridgewall.agent.bridge.WireListener;
import org.bridgewall.agent.gate.Gate;
import org.bridgewall.agent.policy.PolicyKeeper;
import org.bridgewall.agent.stp.SpanningTree;
import org.jspecify.annotations.Nullable;

/**
 * What of an instance depends on its mode.
 *
 * @param relearn what re-aims the switches
 * @param wires opens the data segments
 * @param tree null but in mode {@code stp}
 */
record DataPath(
        PolicyKeeper policy,
        Gate gate,
        Relearn relearn,
        WireOpener wires,
        @Nullable SpanningTree tree) {

    /** Opens the wire once somebody listens. */
    @FunctionalInterface
    interface WireOpener {
        Wire open(WireListener listener) throws IOException;
    }

    /** What is closed with the instance, in order. */
    List<AutoCloseable> owned() {
        return tree == null ? List.of(relearn) : List.of(relearn, tree);
    }
}
