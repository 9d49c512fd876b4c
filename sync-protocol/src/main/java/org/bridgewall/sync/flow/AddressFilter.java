package org.bridgewall.sync.flow;

import java.util.List;

/**
 * Flows by the addresses of their two ends: who opened it, and who answers. An address that a flow
 * is only translated to is no end: what a router masquerades behind its own address is replicated,
 * what it talks itself is not.
 *
 * <p>Thread rule: immutable.
 */
public final class AddressFilter implements FlowFilter {
    private static final AddressPrefix LOOPBACK4 = new AddressPrefix(new byte[] {127, 0, 0, 0}, 8);
    private static final AddressPrefix LOOPBACK6 =
            AddressPrefix.host(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

    private final AddressPrefix[] prefixes;
    private final boolean onMatch;

    private AddressFilter(List<AddressPrefix> prefixes, boolean onMatch) {
        this.prefixes = prefixes.toArray(new AddressPrefix[0]);
        this.onMatch = onMatch;
    }

    /** Flows with neither end in these blocks. */
    public static AddressFilter except(List<AddressPrefix> prefixes) {
        return new AddressFilter(prefixes, false);
    }

    /** Flows with at least one end in these blocks. */
    public static AddressFilter only(List<AddressPrefix> prefixes) {
        return new AddressFilter(prefixes, true);
    }

    /** Flows with no end on the loopback: they never leave the node. */
    public static AddressFilter exceptLoopback() {
        return except(List.of(LOOPBACK4, LOOPBACK6));
    }

    @Override
    public boolean replicates(Flow flow) {
        int addressBytes = flow.original.addressBytes();
        for (AddressPrefix prefix : prefixes) {
            if (prefix.contains(flow.original.source, addressBytes)
                    || prefix.contains(flow.reply.source, addressBytes)) {
                return onMatch;
            }
        }
        return !onMatch;
    }
}
