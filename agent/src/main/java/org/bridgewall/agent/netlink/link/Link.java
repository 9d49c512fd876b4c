package org.bridgewall.agent.netlink.link;

import org.jspecify.annotations.Nullable;

/**
 * One network interface as the kernel describes it. Immutable.
 *
 * @param index {@code ifi_index}, above 0
 * @param flags {@code IFF_} bits of {@code linux/if.h}
 * @param masterIndex of the bridge or bond that it belongs to, or 0
 * @param mac null for an interface without an Ethernet address
 * @param mtuBytes largest payload of a frame
 * @param kind {@code IFLA_INFO_KIND} such as {@code bridge} or {@code veth}, empty for hardware
 * @param portState null where the interface is no bridge port
 */
public record Link(
        int index,
        String name,
        int flags,
        OperationalState operationalState,
        int masterIndex,
        @Nullable MacAddress mac,
        int mtuBytes,
        String kind,
        @Nullable PortState portState) {
    static final int IFF_UP = 0x1;
    static final int IFF_RUNNING = 0x40;
    static final int IFF_NOARP = 0x80;
    static final int IFF_LOWER_UP = 0x1_0000;

    /** Whether the operator wants it up. */
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /** Whether it is up and operational. */
    public boolean isRunning() {
        return (flags & IFF_RUNNING) != 0;
    }

    /** Whether the cable carries a signal ({@code IFF_LOWER_UP}); false while it is down. */
    public boolean hasCarrier() {
        return (flags & IFF_LOWER_UP) != 0;
    }

    /**
     * Whether frames can pass: the cable carries a signal and, where the interface is a port, its
     * bridge has taken notice, which is up to a second after the signal of a cable came back.
     */
    public boolean canPass() {
        return hasCarrier() && portState != PortState.DISABLED;
    }

    public boolean isArpOff() {
        return (flags & IFF_NOARP) != 0;
    }

    public boolean isBridge() {
        return kind.equals("bridge");
    }

    Link withPortState(@Nullable PortState state) {
        return new Link(
                index, name, flags, operationalState, masterIndex, mac, mtuBytes, kind, state);
    }
}
