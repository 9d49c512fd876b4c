package org.bridgewall.core.group;

import java.util.List;

/** The result of one step: the next state, and what the elections are to be told, in order. */
public record GroupStep(GroupState next, List<Order> orders) {
    public GroupStep {
        orders = List.copyOf(orders);
    }
}
