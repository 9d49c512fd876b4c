package org.bridgewall.agent.netlink.link;

import static org.bridgewall.agent.netlink.link.RouteMessages.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageHandler;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.jspecify.annotations.Nullable;

/**
 * The network interfaces of one namespace: listing and changing them ({@code linux/rtnetlink.h}).
 *
 * <p>An interface that is not there is ENODEV in a {@link LinuxException} that names it.
 *
 * <p>Thread rule: one thread.
 */
public final class Links implements AutoCloseable {
    /**
     * What managed mode wants of its bridge: no STP, no snooping; the gate decides who forwards.
     */
    public static final Map<BridgeSetting, Integer> MANAGED_BRIDGE =
            Map.of(
                    BridgeSetting.STP_STATE, 0,
                    BridgeSetting.MULTICAST_SNOOPING, 0,
                    BridgeSetting.FORWARD_DELAY, 0);

    /** The same where user space is granted the ports' states. */
    public static final Map<BridgeSetting, Integer> LOCKED_BRIDGE =
            Map.of(BridgeSetting.MULTICAST_SNOOPING, 0, BridgeSetting.FORWARD_DELAY, 0);

    /** What mode stp wants of its bridge; the timers are the operator's. */
    public static final Map<BridgeSetting, Integer> STP_BRIDGE =
            Map.of(BridgeSetting.STP_STATE, 1, BridgeSetting.MULTICAST_SNOOPING, 0);

    private final NetlinkChannel channel;

    public Links(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static Links open() throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE);
        try {
            socket.strictCheck();
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
        return new Links(NetlinkChannel.over(socket));
    }

    /** All interfaces, in the kernel's order. */
    public List<Link> list() throws IOException {
        MessageWriter request = request(RTM_GETLINK, 0, 0, 0);
        request.attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        List<Link> links = new ArrayList<>();
        channel.dump(
                "list links",
                request,
                new MessageHandler() {
                    @Override
                    public void message(Message message) throws MalformedNetlinkException {
                        if (message.type() == RTM_NEWLINK) {
                            links.add(LinkDecoder.link(message));
                        }
                    }

                    @Override
                    public void restarted() {
                        links.clear();
                    }
                });
        return links;
    }

    /** The interface of a name, ENODEV where there is none. */
    public Link get(String name) throws IOException {
        Reader<Link> reader = new Reader<>(LinkDecoder::link);
        query(name, reader);
        return reader.require(name);
    }

    public Optional<Link> find(String name) throws IOException {
        try {
            return Optional.of(get(name));
        } catch (LinuxException e) {
            return absent(e);
        }
    }

    public Optional<Link> find(int index) throws IOException {
        Reader<Link> reader = new Reader<>(LinkDecoder::link);
        try {
            channel.query("get link " + index, request(RTM_GETLINK, index, 0, 0), reader);
            return Optional.of(reader.require(Integer.toString(index)));
        } catch (LinuxException e) {
            return absent(e);
        }
    }

    private static Optional<Link> absent(LinuxException e) throws LinuxException {
        if (e.errno() == Errno.ENODEV) {
            return Optional.empty();
        }
        throw e;
    }

    /** The bridge's settings as the kernel has them; those that it does not know are absent. */
    public Map<BridgeSetting, Integer> bridgeSettings(String bridge) throws IOException {
        Reader<Map<BridgeSetting, Integer>> reader =
                new Reader<>(m -> BridgeSetting.read(info(m, IFLA_INFO_DATA)));
        query(bridge, reader);
        return reader.require(bridge);
    }

    /** The port's settings as the kernel has them; empty where the interface is no port. */
    public Map<PortSetting, Integer> portSettings(String port) throws IOException {
        Reader<Map<PortSetting, Integer>> reader =
                new Reader<>(m -> PortSetting.read(info(m, IFLA_INFO_SLAVE_DATA)));
        query(port, reader);
        return reader.require(port);
    }

    public void setUp(String name) throws IOException {
        setFlags("set link " + name + " up", name, Link.IFF_UP, Link.IFF_UP);
    }

    public void setDown(String name) throws IOException {
        setFlags("set link " + name + " down", name, 0, Link.IFF_UP);
    }

    /** The interface neither asks nor answers ARP; the bridge of a stealth firewall is silent. */
    public void setArpOff(String name) throws IOException {
        setFlags("set link " + name + " arp off", name, Link.IFF_NOARP, Link.IFF_NOARP);
    }

    private void setFlags(String operation, String name, int flags, int mask) throws IOException {
        MessageWriter request = request(RTM_SETLINK, 0, flags, mask);
        channel.execute(operation, request.attributeString(IFLA_IFNAME, name));
    }

    /** Makes an interface a port of a bridge. Fence it before: a port forwards at once. */
    public void enslave(String port, String bridge) throws IOException {
        setMaster("set link " + port + " master " + bridge, port, get(bridge).index());
    }

    /** Takes an interface out of its bridge. */
    public void release(String port) throws IOException {
        setMaster("set link " + port + " nomaster", port, 0);
    }

    private void setMaster(String operation, String port, int masterIndex) throws IOException {
        MessageWriter request = request(RTM_SETLINK, 0, 0, 0);
        request.attributeString(IFLA_IFNAME, port).attributeU32(IFLA_MASTER, masterIndex);
        channel.execute(operation, request);
    }

    /**
     * Makes a bridge, down and without ports.
     *
     * @throws LinuxException EEXIST where the name is taken
     */
    public void createBridge(String name, Map<BridgeSetting, Integer> settings) throws IOException {
        MessageWriter request =
                header(channel.request(RTM_NEWLINK, Message.F_CREATE | Message.F_EXCL), 0, 0, 0);
        channel.execute("create bridge " + name, bridge(request, name, settings));
    }

    public void setBridge(String name, Map<BridgeSetting, Integer> settings) throws IOException {
        MessageWriter request = bridge(request(RTM_NEWLINK, 0, 0, 0), name, settings);
        channel.execute("set bridge " + name + " " + settings, request);
    }

    private static MessageWriter bridge(
            MessageWriter request, String name, Map<BridgeSetting, Integer> settings) {
        request.attributeString(IFLA_IFNAME, name).nest(IFLA_LINKINFO);
        request.attributeString(IFLA_INFO_KIND, "bridge").nest(IFLA_INFO_DATA);
        BridgeSetting.write(settings, request);
        return request.endNest().endNest();
    }

    /**
     * Changes settings of a bridge port.
     *
     * @throws LinuxException EOPNOTSUPP where the interface is no port; for a state, EBUSY while
     *     the kernel's STP runs and ENETDOWN without carrier
     */
    public void setPort(String port, Map<PortSetting, Integer> settings) throws IOException {
        MessageWriter request = port(port);
        PortSetting.write(settings, request);
        channel.execute("set bridge port " + port + " " + settings, request.endNest());
    }

    /** Forgets the addresses learned at a port; permanent ones stay. */
    public void flushPort(String port) throws IOException {
        MessageWriter request = port(port).attributeFlag(IFLA_BRPORT_FLUSH);
        channel.execute("flush forwarding database of " + port, request.endNest());
    }

    /**
     * Begins a change of a port, its nest open. The other way, {@code IFLA_INFO_SLAVE_DATA} of
     * family AF_UNSPEC, ends in NETDEV_CHANGE, upon which the bridge enables a disabled port again
     * ({@code br_port_carrier_check}).
     */
    private MessageWriter port(String port) throws IOException {
        int index = get(port).index();
        MessageWriter request = channel.request(RTM_SETLINK);
        return request.u8(AF_BRIDGE).pad(3).u32(index).u32(0).u32(0).nest(IFLA_PROTINFO);
    }

    /**
     * Sets a port's state and reads back which one is in force. Without user-space STP the kernel
     * turns BLOCKING into FORWARDING within the same call ({@code br_port_state_selection}), and
     * DISABLED too as soon as the carrier has come and gone: no substitute for a fence.
     */
    public @Nullable PortState setPortState(String port, PortState state) throws IOException {
        setPort(port, Map.of(PortSetting.STATE, state.kernelValue()));
        return get(port).portState();
    }

    /** Removes a virtual interface, such as a bridge. */
    public void delete(String name) throws IOException {
        MessageWriter request = request(RTM_DELLINK, 0, 0, 0);
        channel.execute("delete link " + name, request.attributeString(IFLA_IFNAME, name));
    }

    @Override
    public void close() {
        channel.close();
    }

    private void query(String name, MessageHandler handler) throws IOException {
        MessageWriter request = request(RTM_GETLINK, 0, 0, 0);
        request.attributeString(IFLA_IFNAME, name);
        request.attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        channel.query("get link " + name, request, handler);
    }

    private MessageWriter request(int type, int index, int flags, int mask) {
        return header(channel.request(type), index, flags, mask);
    }

    /** {@code struct ifinfomsg}. */
    private static MessageWriter header(MessageWriter w, int index, int flags, int mask) {
        return w.u8(AF_UNSPEC).pad(3).u32(index).u32(flags).u32(mask);
    }

    /** The attributes of one nest of the link information; none where it is missing. */
    private static Attributes info(Message message, int wanted) throws MalformedNetlinkException {
        Attributes a = message.attributes(IFINFOMSG_BYTES);
        while (a.next()) {
            if (a.type() == IFLA_LINKINFO) {
                Attributes info = a.nested();
                while (info.next()) {
                    if (info.type() == wanted) {
                        return info.nested();
                    }
                }
            }
        }
        return a;
    }

    private interface Decoding<T> {
        T decode(Message message) throws MalformedNetlinkException;
    }

    /** Keeps the one thing that an answer holds. */
    private static final class Reader<T> implements MessageHandler {
        private final Decoding<T> decoding;
        private @Nullable T value;

        Reader(Decoding<T> decoding) {
            this.decoding = decoding;
        }

        @Override
        public void message(Message message) throws MalformedNetlinkException {
            if (message.type() == RTM_NEWLINK) {
                value = decoding.decode(message);
            }
        }

        T require(String name) throws LinuxException {
            T read = value;
            if (read == null) {
                throw new LinuxException("get link " + name, Errno.ENODEV);
            }
            return read;
        }
    }
}
