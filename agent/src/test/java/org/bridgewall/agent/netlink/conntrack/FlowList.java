package org.bridgewall.agent.netlink.conntrack;

import java.util.List;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSnapshot;

/** Makes snapshots of flows for tests. */
final class FlowList {
    private FlowList() {}

    static FlowSnapshot of(List<Flow> flows) {
        FlowSnapshot snapshot = new FlowSnapshot();
        flows.forEach(snapshot::add);
        return snapshot;
    }

    static FlowSnapshot of(Flow... flows) {
        return of(List.of(flows));
    }
}
