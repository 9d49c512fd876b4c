package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import java.util.List;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.sync.flow.Flow;

/** Sets the mark of entries, so that the kernel sends an update event of each. */
public final class Touch {
    private Touch() {}

    /** All of them, in the namespace of the calling thread. */
    public static void all(List<Flow> flows, int mark) throws IOException {
        ConntrackEncoder encoder = new ConntrackEncoder();
        try (NetlinkChannel channel = NetlinkChannel.open(NetlinkSocket.NETFILTER)) {
            for (Flow flow : flows) {
                MessageWriter request = channel.request(type(IPCTNL_MSG_CT_NEW));
                encoder.identify(request, flow);
                request.attributeU32be(CTA_MARK, mark);
                channel.execute("touch " + flow, request.end());
            }
        }
    }
}
