package org.bridgewall.agent.netlink.link;

/** State of a bridge port ({@code linux/if_bridge.h BR_STATE_*}, {@code IFLA_BRPORT_STATE}). */
public enum PortState {
    DISABLED(0),
    LISTENING(1),
    LEARNING(2),
    FORWARDING(3),
    BLOCKING(4);

    private static final PortState[] ALL = values();

    private final int kernelValue;

    PortState(int kernelValue) {
        this.kernelValue = kernelValue;
    }

    /** The number that the kernel uses. */
    public int kernelValue() {
        return kernelValue;
    }

    static PortState of(int kernelValue) {
        return kernelValue < ALL.length ? ALL[kernelValue] : DISABLED;
    }
}
