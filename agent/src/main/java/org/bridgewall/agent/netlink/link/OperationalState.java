package org.bridgewall.agent.netlink.link;

/**
 * {@code IFLA_OPERSTATE} (RFC 2863, {@code linux/if.h IF_OPER_UNKNOWN}...), in the kernel's order.
 */
public enum OperationalState {
    UNKNOWN,
    NOT_PRESENT,
    DOWN,
    LOWER_LAYER_DOWN,
    TESTING,
    DORMANT,
    UP;

    private static final OperationalState[] ALL = values();

    static OperationalState of(int value) {
        return value < ALL.length ? ALL[value] : UNKNOWN;
    }
}
