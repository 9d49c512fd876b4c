package org.bridgewall.agent.netlink.conntrack;

import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.TcpFlags;
import org.bridgewall.sync.flow.Tuple;

/** Flows that look like most of what a commit writes, for compiling the encoder ahead of time. */
final class WarmUpFlows {
    private WarmUpFlows() {}

    /** Between addresses set aside for documentation (RFC 5737). */
    static Flow tcp() {
        Flow flow = new Flow();
        flow.original.family = Tuple.AF_INET;
        flow.original.protocol = Ctnetlink.IPPROTO_TCP;
        System.arraycopy(new byte[] {(byte) 192, 0, 2, 1}, 0, flow.original.source, 0, 4);
        System.arraycopy(new byte[] {(byte) 198, 51, 100, 1}, 0, flow.original.destination, 0, 4);
        flow.original.destinationPort = 443;
        flow.reply.invert(flow.original);
        flow.status = FlowStatus.SEEN_REPLY | FlowStatus.ASSURED | FlowStatus.CONFIRMED;
        flow.tcpState = Ctnetlink.TCP_CONNTRACK_ESTABLISHED;
        flow.tcpFlagsOriginal = TcpFlags.WINDOW_SCALE | TcpFlags.SACK_PERMITTED;
        flow.tcpFlagsReply = TcpFlags.WINDOW_SCALE | TcpFlags.SACK_PERMITTED;
        flow.tcpWindowScaleOriginal = 7;
        flow.tcpWindowScaleReply = 7;
        flow.mark = 1;
        return flow;
    }
}
