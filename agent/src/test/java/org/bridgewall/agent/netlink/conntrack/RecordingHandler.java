package org.bridgewall.agent.netlink.conntrack;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.flow.Flow;

/** Writes down what it is told. */
final class RecordingHandler implements ConntrackHandler {
    final List<String> changed = new ArrayList<>();
    final List<Integer> tcpStates = new ArrayList<>();
    final List<String> gone = new ArrayList<>();
    int overruns;

    @Override
    public void changed(Flow flow) {
        changed.add(flow.original.toString());
        tcpStates.add(flow.tcpState);
    }

    @Override
    public void gone(Flow flow) {
        gone.add(flow.original.toString());
    }

    @Override
    public void overrun() {
        overruns++;
    }
}
