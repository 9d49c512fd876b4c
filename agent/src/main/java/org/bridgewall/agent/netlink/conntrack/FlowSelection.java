package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.IPPROTO_TCP;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.flow.AddressFilter;
import org.bridgewall.sync.flow.AddressPrefix;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.ProtocolFilter;

/**
 * Which flows are replicated, as plain values, so that a socket filter can be made of them:
 * answered flows that every criterion lets pass. An empty criterion lets everything pass.
 *
 * <p>Thread rule: immutable.
 */
public final class FlowSelection implements FlowFilter {
    /** Every answered flow. */
    public static final FlowSelection ANSWERED =
            new FlowSelection(List.of(), List.of(), List.of(), List.of(), List.of());

    private final List<Integer> protocols;
    private final List<AddressPrefix> only;
    private final List<AddressPrefix> except;
    private final List<Integer> zones;
    private final List<Integer> tcpStates;
    private final long keptStates;
    private final List<FlowFilter> checks = new ArrayList<>();

    /**
     * A selection.
     *
     * @param protocols {@code IPPROTO_*}, 0-255
     * @param only flows with at least one end in these
     * @param except flows with no end in these
     * @param zones 0-65535
     * @param tcpStates {@code TCP_CONNTRACK_*}; a TCP flow in another state is taken out of the
     *     replica, other protocols are not concerned
     */
    public FlowSelection(
            List<Integer> protocols,
            List<AddressPrefix> only,
            List<AddressPrefix> except,
            List<Integer> zones,
            List<Integer> tcpStates) {
        this.protocols = List.copyOf(protocols);
        this.only = List.copyOf(only);
        this.except = List.copyOf(except);
        this.zones = List.copyOf(zones);
        this.tcpStates = List.copyOf(tcpStates);
        this.keptStates =
                tcpStates.stream().mapToLong(state -> 1L << state).reduce(0, (a, b) -> a | b);
        checks.add(FlowFilter.ANSWERED);
        if (!protocols.isEmpty()) {
            checks.add(
                    ProtocolFilter.only(protocols.stream().mapToInt(Integer::intValue).toArray()));
        }
        if (!only.isEmpty()) {
            checks.add(AddressFilter.only(only));
        }
        if (!except.isEmpty()) {
            checks.add(AddressFilter.except(except));
        }
        if (!zones.isEmpty()) {
            boolean[] wanted = new boolean[65_536];
            zones.forEach(zone -> wanted[zone] = true);
            checks.add(flow -> wanted[flow.zone & 0xffff]);
        }
    }

    @Override
    public boolean replicates(Flow flow) {
        for (int i = 0; i < checks.size(); i++) {
            if (!checks.get(i).replicates(flow)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean keeps(Flow flow) {
        return keptStates == 0
                || flow.original.protocol != IPPROTO_TCP
                || (flow.tcpState < Long.SIZE && (keptStates & 1L << flow.tcpState) != 0);
    }

    List<Integer> protocols() {
        return protocols;
    }

    List<AddressPrefix> only() {
        return only;
    }

    List<AddressPrefix> except() {
        return except;
    }

    List<Integer> zones() {
        return zones;
    }

    List<Integer> tcpStates() {
        return tcpStates;
    }
}
