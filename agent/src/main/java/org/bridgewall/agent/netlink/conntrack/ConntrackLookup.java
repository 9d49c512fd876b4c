package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.sync.flow.Flow;

/**
 * Reads single entries of the kernel's table, for what events leave out: the master of a related
 * flow, the labels set by a flow's first packet.
 *
 * <p>Thread rule: one thread; a system call or two per entry, so for the rare case only.
 */
public final class ConntrackLookup implements AutoCloseable {
    private final NetlinkChannel channel;
    private final ExpectationTable expectations;
    private final ConntrackDecoder decoder = new ConntrackDecoder();
    private final ConntrackEncoder encoder = new ConntrackEncoder();

    private ConntrackLookup(NetlinkChannel channel, ExpectationTable expectations) {
        this.channel = channel;
        this.expectations = expectations;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static ConntrackLookup open() throws LinuxException {
        NetlinkChannel channel = NetlinkChannel.open(NetlinkSocket.NETFILTER);
        try {
            return new ConntrackLookup(channel, ExpectationTable.open());
        } catch (LinuxException e) {
            channel.close();
            throw e;
        }
    }

    /** The expectations; owned by this lookup. */
    public ExpectationTable expectations() {
        return expectations;
    }

    /**
     * Replaces a flow by the kernel's full view of it, found by original tuple and zone.
     *
     * @return false, and the flow as it was, where the kernel has it no more
     */
    public boolean complete(Flow flow) throws IOException {
        MessageWriter request = channel.request(type(IPCTNL_MSG_CT_GET));
        encoder.identify(request, flow);
        try {
            channel.query(
                    "look up " + flow.original, request.end(), message -> take(message, flow));
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private void take(Message message, Flow flow) throws MalformedNetlinkException {
        if (message.type() == type(IPCTNL_MSG_CT_NEW)) {
            decoder.decode(message, flow);
        }
    }

    @Override
    public void close() {
        channel.close();
        expectations.close();
    }
}
