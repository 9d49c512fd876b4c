package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;

/**
 * How full the kernel's table is ({@code IPCTNL_MSG_CT_GET_STATS}).
 *
 * @param entries entries of this network namespace
 * @param maxEntries {@code nf_conntrack_max}; 0 where the kernel does not say
 */
public record ConntrackTableSize(int entries, int maxEntries) {
    /** Asks the kernel, in the calling thread's network namespace. */
    public static ConntrackTableSize read() throws IOException {
        try (NetlinkChannel channel = NetlinkChannel.open(NetlinkSocket.NETFILTER)) {
            int[] found = new int[3];
            MessageWriter request = channel.request(type(IPCTNL_MSG_CT_GET_STATS));
            channel.query(
                    "read the size of the conntrack table",
                    request.u8(0).u8(0).u16be(0).end(),
                    message -> take(message, found));
            return new ConntrackTableSize(
                    found[CTA_STATS_GLOBAL_ENTRIES], found[CTA_STATS_GLOBAL_MAX_ENTRIES]);
        }
    }

    private static void take(Message message, int[] found) throws MalformedNetlinkException {
        Attributes a = message.attributes(NFGENMSG_BYTES);
        while (a.next()) {
            if (a.type() < found.length) {
                found[a.type()] = a.u32be();
            }
        }
    }
}
