package org.bridgewall.agent.instance;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.bridgewall.agent.bridge.BpduWatch;
import org.bridgewall.agent.bridge.Relearn;
import org.bridgewall.agent.bridge.Wire;
import org.bridgewall.agent.bridge.WireListener;
import org.bridgewall.agent.gate.Gate;
import org.bridgewall.agent.gate.SecondLock;
import org.bridgewall.agent.nftables.DenySets;
import org.bridgewall.agent.policy.PolicyKeeper;
import org.bridgewall.agent.stp.SpanningTree;
import org.jspecify.annotations.Nullable;

/**
 * What of an instance depends on its mode.
 *
 * @param relearn what re-aims the switches
 * @param wires opens the data segments
 * @param tree null but in mode {@code stp}
 * @param bpdus what is listened to in mode {@code managed}, where no tree is expected, or null
 * @param lock the bridge's port states behind the fence, or null
 * @param denySets where the kernel keeps the bans that it learned, or null
 */
record DataPath(
        PolicyKeeper policy,
        Gate gate,
        Relearn relearn,
        WireOpener wires,
        @Nullable SpanningTree tree,
        @Nullable BpduWatch bpdus,
        @Nullable DenySets denySets,
        @Nullable SecondLock lock) {

    /** Opens the wire once somebody listens. */
    @FunctionalInterface
    interface WireOpener {
        Wire open(WireListener listener) throws IOException;
    }

    /** What is closed with the instance, in order. */
    List<AutoCloseable> owned() {
        return Stream.<@Nullable AutoCloseable>of(relearn, tree, lock)
                .<AutoCloseable>mapMulti((each, all) -> {
                    if (each != null) {
                        all.accept(each);
                    }
                })
                .toList();
    }
}
