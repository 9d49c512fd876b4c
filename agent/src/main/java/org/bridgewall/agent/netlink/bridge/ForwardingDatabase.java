package org.bridgewall.agent.netlink.bridge;

import static org.bridgewall.agent.netlink.bridge.FdbDecoder.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageHandler;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.Links;
import org.bridgewall.agent.netlink.link.MacAddress;

/**
 * The addresses that bridges of one namespace have learned: reading, adding, flushing.
 *
 * <p>Thread rule: one thread.
 */
public final class ForwardingDatabase implements AutoCloseable {
    // linux/if_link.h
    private static final int RTM_NEWLINK = 16;
    private static final int IFINFOMSG_BYTES = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_BR_FDB_FLUSH = 21;

    private final NetlinkChannel channel;
    private final Links links;
    private final PortNames names;

    private ForwardingDatabase(NetlinkChannel channel, Links links) {
        this.channel = channel;
        this.links = links;
        names = new PortNames(links);
    }

    /** Opens sockets in the calling thread's network namespace. */
    public static ForwardingDatabase open() throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE);
        try {
            socket.strictCheck();
            return new ForwardingDatabase(NetlinkChannel.over(socket), Links.open());
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * What a bridge has learned.
     *
     * @param bridge its name; ENODEV where there is none
     */
    public List<FdbEntry> list(String bridge) throws IOException {
        Link link = links.get(bridge);
        names.forget();
        // Names are asked for after the dump: a channel does one thing at a time.
        List<FdbEntry> unnamed = new ArrayList<>();
        MessageWriter request = header(channel.request(RTM_GETNEIGH), 0, 0, 0);
        request.attributeU32(NDA_MASTER, link.index());
        FdbDecoder decoder = new FdbDecoder();
        channel.dump(
                "list forwarding database of " + bridge,
                request,
                new MessageHandler() {
                    @Override
                    public void message(Message message) throws MalformedNetlinkException {
                        if (decoder.learned(message) && decoder.bridgeIndex() == link.index()) {
                            unnamed.add(decoder.entry(""));
                        }
                    }

                    @Override
                    public void restarted() {
                        unnamed.clear();
                    }
                });
        List<FdbEntry> entries = new ArrayList<>(unnamed.size());
        for (FdbEntry each : unnamed) {
            entries.add(named(each));
        }
        return entries;
    }

    private FdbEntry named(FdbEntry e) throws IOException {
        return new FdbEntry(
                e.mac(), names.of(e.portIndex()), e.portIndex(), e.bridgeIndex(), e.vlan());
    }

    /**
     * Enters an address as if a frame had shown it: it ages like any other and moves when a frame
     * says so.
     *
     * @param vlan 1-4094, or 0 for none
     */
    public void learn(MacAddress mac, String port, int vlan) throws IOException {
        Link link = links.get(port);
        MessageWriter request =
                header(
                        channel.request(RTM_NEWNEIGH, Message.F_CREATE | Message.F_REPLACE),
                        link.index(),
                        NUD_REACHABLE,
                        NTF_MASTER);
        request.attributeBytes(NDA_LLADDR, mac.toBytes());
        if (vlan != 0) {
            request.attributeU16(NDA_VLAN, vlan);
        }
        channel.execute("learn " + mac + " at " + port, request);
    }

    /** Forgets what a bridge has learned at all of its ports; permanent entries stay. */
    public void flushBridge(String bridge) throws IOException {
        MessageWriter request = channel.request(RTM_NEWLINK).pad(IFINFOMSG_BYTES);
        request.attributeString(IFLA_IFNAME, bridge).nest(IFLA_LINKINFO);
        request.attributeString(IFLA_INFO_KIND, "bridge").nest(IFLA_INFO_DATA);
        request.attributeFlag(IFLA_BR_FDB_FLUSH).endNest().endNest();
        channel.execute("flush forwarding database of " + bridge, request);
    }

    /** Forgets what a bridge has learned at one port; permanent entries stay. */
    public void flushPort(String port) throws IOException {
        links.flushPort(port);
    }

    /** {@code struct ndmsg}. */
    private static MessageWriter header(MessageWriter w, int index, int state, int flags) {
        return w.u8(AF_BRIDGE).pad(3).u32(index).u16(state).u8(flags).u8(0);
    }

    @Override
    public void close() {
        channel.close();
        links.close();
    }
}
