package org.bridgewall.agent.netlink.link;

import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.jspecify.annotations.Nullable;

/** Reads {@code RTM_NEWLINK} and {@code RTM_DELLINK} messages. Stateless. */
final class LinkDecoder {
    private LinkDecoder() {}

    static int family(Message message) throws MalformedNetlinkException {
        return message.u8(0);
    }

    static int index(Message message) throws MalformedNetlinkException {
        return message.u32(4);
    }

    /** The interface of a message of family AF_UNSPEC. */
    static Link link(Message message) throws MalformedNetlinkException {
        String name = "";
        OperationalState state = OperationalState.UNKNOWN;
        int master = 0;
        int mtuBytes = 0;
        MacAddress mac = null;
        String kind = "";
        PortState portState = null;
        Attributes a = message.attributes(RouteMessages.IFINFOMSG_BYTES);
        while (a.next()) {
            switch (a.type()) {
                case RouteMessages.IFLA_IFNAME -> name = a.string();
                case RouteMessages.IFLA_OPERSTATE -> state = OperationalState.of(a.u8());
                case RouteMessages.IFLA_MASTER -> master = a.u32();
                case RouteMessages.IFLA_MTU -> mtuBytes = a.u32();
                case RouteMessages.IFLA_ADDRESS -> mac = mac(a);
                case RouteMessages.IFLA_LINKINFO -> {
                    // The kernel writes the slave's kind before its data; bonds and VRFs
                    // give the same numbers another meaning.
                    Attributes info = a.nested();
                    boolean bridgePort = false;
                    while (info.next()) {
                        switch (info.type()) {
                            case RouteMessages.IFLA_INFO_KIND -> kind = info.string();
                            case RouteMessages.IFLA_INFO_SLAVE_KIND ->
                                    bridgePort = info.string().equals("bridge");
                            case RouteMessages.IFLA_INFO_SLAVE_DATA -> {
                                if (bridgePort) {
                                    portState = portState(info.nested());
                                }
                            }
                            default -> {} // counters and options of the kind
                        }
                    }
                }
                default -> {} // not of interest
            }
        }
        return new Link(
                index(message),
                name,
                message.u32(8),
                state,
                master,
                mac,
                mtuBytes,
                kind,
                master == 0 ? null : portState);
    }

    /** The port's state in a message of family AF_BRIDGE, or null where it has none. */
    static @Nullable PortState portState(Message message) throws MalformedNetlinkException {
        Attributes a = message.attributes(RouteMessages.IFINFOMSG_BYTES);
        while (a.next()) {
            if (a.type() == RouteMessages.IFLA_PROTINFO) {
                return portState(a.nested());
            }
        }
        return null;
    }

    private static @Nullable PortState portState(Attributes port) throws MalformedNetlinkException {
        while (port.next()) {
            if (port.type() == RouteMessages.IFLA_BRPORT_STATE) {
                return PortState.of(port.u8());
            }
        }
        return null;
    }

    private static @Nullable MacAddress mac(Attributes a) {
        return a.payloadBytes() == MacAddress.BYTES ? MacAddress.of(a.bytes()) : null;
    }
}
