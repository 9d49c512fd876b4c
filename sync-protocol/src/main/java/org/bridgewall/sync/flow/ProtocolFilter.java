package org.bridgewall.sync.flow;

/**
 * Flows by layer-4 protocol.
 *
 * <p>Thread rule: immutable.
 */
public final class ProtocolFilter implements FlowFilter {
    private final boolean[] replicated = new boolean[256];

    private ProtocolFilter(boolean named, int... protocols) {
        java.util.Arrays.fill(replicated, !named);
        for (int protocol : protocols) {
            if (protocol < 0 || protocol > 255) {
                throw new IllegalArgumentException("protocol: " + protocol + " (expected: 0-255)");
            }
            replicated[protocol] = named;
        }
    }

    /**
     * Flows of these protocols.
     *
     * @param protocols {@code IPPROTO_*}, 0-255
     */
    public static ProtocolFilter only(int... protocols) {
        return new ProtocolFilter(true, protocols);
    }

    public static ProtocolFilter except(int... protocols) {
        return new ProtocolFilter(false, protocols);
    }

    @Override
    public boolean replicates(Flow flow) {
        return replicated[flow.original.protocol & 0xff];
    }
}
