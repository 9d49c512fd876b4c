package org.bridgewall.agent.netlink.route;

/** The kernel's way to an address. */
public sealed interface RouteAnswer {
    /** A packet would leave over this interface. */
    record Over(String device) implements RouteAnswer {}

    /** A packet would be refused, for this reason. */
    record None(String why) implements RouteAnswer {}
}
