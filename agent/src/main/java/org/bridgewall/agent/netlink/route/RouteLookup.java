package org.bridgewall.agent.netlink.route;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.Links;

/**
 * Looks up single routes.
 *
 * <p>Thread rule: one thread at a time.
 */
public final class RouteLookup implements AutoCloseable {
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int RTMSG_BYTES = 12;
    private static final int RTMSG_TYPE = 7;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTN_UNICAST = 1;
    private static final int RTN_LOCAL = 2;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final NetlinkChannel channel;
    private final Links links;

    private RouteLookup(NetlinkChannel channel, Links links) {
        this.channel = channel;
        this.links = links;
    }

    /** Opens sockets in the calling thread's network namespace. */
    public static RouteLookup open() throws LinuxException {
        NetlinkChannel channel = NetlinkChannel.open(NetlinkSocket.ROUTE);
        try {
            return new RouteLookup(channel, Links.open());
        } catch (LinuxException e) {
            channel.close();
            throw e;
        }
    }

    /** The way to an address, through all rules and tables. */
    public RouteAnswer to(InetAddress address) throws IOException {
        boolean v4 = address instanceof Inet4Address;
        byte[] bytes = address.getAddress();
        MessageWriter request =
                channel.request(RTM_GETROUTE)
                        .u8(v4 ? AF_INET : AF_INET6)
                        .u8(8 * bytes.length)
                        .pad(RTMSG_BYTES - 2)
                        .attributeBytes(RTA_DST, bytes);
        int[] found = {0, 0};
        try {
            channel.query(
                    "route to " + address.getHostAddress(),
                    request,
                    message -> {
                        if (message.type() == RTM_NEWROUTE) {
                            found[0] = message.u8(RTMSG_TYPE);
                            found[1] = outgoing(message);
                        }
                    });
        } catch (LinuxException e) {
            return switch (e.errno()) {
                // What the kernel answers for no route, and for unreachable, prohibit, blackhole.
                case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EACCES, Errno.EINVAL ->
                        new RouteAnswer.None(Errno.describe(e.errno()));
                default -> throw e;
            };
        }
        boolean usable = found[0] == RTN_UNICAST || found[0] == RTN_LOCAL;
        return usable
                ? new RouteAnswer.Over(name(found[1]))
                : new RouteAnswer.None("a route of type " + found[0]);
    }

    private static int outgoing(Message message) throws MalformedNetlinkException {
        Attributes attributes = message.attributes(RTMSG_BYTES);
        int index = 0;
        while (attributes.next()) {
            if (attributes.type() == RTA_OIF) {
                index = attributes.u32();
            }
        }
        return index;
    }

    private String name(int index) throws IOException {
        return links.find(index).map(Link::name).orElse("interface " + index);
    }

    @Override
    public void close() {
        channel.close();
        links.close();
    }
}
