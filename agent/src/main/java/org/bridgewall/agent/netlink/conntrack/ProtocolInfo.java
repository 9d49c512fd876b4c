package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.TcpFlags;

/** The protocol's state of a flow as {@code ctattr_protoinfo}, both ways. */
final class ProtocolInfo {
    private static final int SETTABLE_TCP_FLAGS = TcpFlags.REPLICATED | TcpFlags.BE_LIBERAL;

    private ProtocolInfo() {}

    /** Reads what is inside the current attribute, {@code CTA_PROTOINFO}. */
    static void read(Attributes parent, Flow into) throws MalformedNetlinkException {
        Attributes a = parent.nested();
        while (a.next()) {
            switch (a.type()) {
                case CTA_PROTOINFO_TCP -> readTcp(a.nested(), into);
                case CTA_PROTOINFO_DCCP -> readDccp(a.nested(), into);
                case CTA_PROTOINFO_SCTP -> readSctp(a.nested(), into);
                default -> {}
            }
        }
    }

    private static void readTcp(Attributes a, Flow into) throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_PROTOINFO_TCP_STATE -> into.tcpState = a.u8();
                case CTA_PROTOINFO_TCP_WSCALE_ORIGINAL -> into.tcpWindowScaleOriginal = a.u8();
                case CTA_PROTOINFO_TCP_WSCALE_REPLY -> into.tcpWindowScaleReply = a.u8();
                // struct nf_ct_tcp_flags: flags, mask
                case CTA_PROTOINFO_TCP_FLAGS_ORIGINAL -> into.tcpFlagsOriginal = a.byteAt(0);
                case CTA_PROTOINFO_TCP_FLAGS_REPLY -> into.tcpFlagsReply = a.byteAt(0);
                default -> {}
            }
        }
    }

    private static void readDccp(Attributes a, Flow into) throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_PROTOINFO_DCCP_STATE -> into.dccpState = a.u8();
                case CTA_PROTOINFO_DCCP_ROLE -> into.dccpRole = a.u8();
                case CTA_PROTOINFO_DCCP_HANDSHAKE_SEQ -> into.dccpHandshakeSequence = a.u64be();
                default -> {}
            }
        }
    }

    private static void readSctp(Attributes a, Flow into) throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_PROTOINFO_SCTP_STATE -> into.sctpState = a.u8();
                case CTA_PROTOINFO_SCTP_VTAG_ORIGINAL -> into.sctpVtagOriginal = a.u32be();
                case CTA_PROTOINFO_SCTP_VTAG_REPLY -> into.sctpVtagReply = a.u32be();
                default -> {}
            }
        }
    }

    /** Writes {@code CTA_PROTOINFO} where the protocol has a state. */
    static void write(MessageWriter out, Flow flow) {
        switch (flow.original.protocol) {
            case IPPROTO_TCP -> writeTcp(out, flow);
            case IPPROTO_DCCP -> writeDccp(out, flow);
            case IPPROTO_SCTP -> writeSctp(out, flow);
            default -> {}
        }
    }

    /**
     * Writes a TCP state. The entry has no window yet: its first packet in each direction sets one,
     * and BE_LIBERAL lets both pass whatever was lost or still in flight at the change of nodes. A
     * flow without a known state (it was in a flow table) but assured was established.
     */
    private static void writeTcp(MessageWriter out, Flow flow) {
        int state = flow.tcpState;
        if (state == 0) {
            if ((flow.status & FlowStatus.ASSURED) == 0) {
                return;
            }
            state = TCP_CONNTRACK_ESTABLISHED;
        }
        out.nest(CTA_PROTOINFO).nest(CTA_PROTOINFO_TCP);
        out.attributeU8(CTA_PROTOINFO_TCP_STATE, state);
        out.attributeU8(CTA_PROTOINFO_TCP_WSCALE_ORIGINAL, flow.tcpWindowScaleOriginal);
        out.attributeU8(CTA_PROTOINFO_TCP_WSCALE_REPLY, flow.tcpWindowScaleReply);
        tcpFlags(out, CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, flow.tcpFlagsOriginal);
        tcpFlags(out, CTA_PROTOINFO_TCP_FLAGS_REPLY, flow.tcpFlagsReply);
        out.endNest().endNest();
    }

    /** Writes {@code struct nf_ct_tcp_flags}: a byte of flags, a byte of mask. */
    private static void tcpFlags(MessageWriter out, int type, int flags) {
        int set = (flags & TcpFlags.REPLICATED) | TcpFlags.BE_LIBERAL;
        out.attributeU16be(type, (set << 8) | SETTABLE_TCP_FLAGS);
    }

    private static void writeDccp(MessageWriter out, Flow flow) {
        if (flow.dccpState == 0) {
            return;
        }
        out.nest(CTA_PROTOINFO).nest(CTA_PROTOINFO_DCCP);
        out.attributeU8(CTA_PROTOINFO_DCCP_STATE, flow.dccpState);
        out.attributeU8(CTA_PROTOINFO_DCCP_ROLE, flow.dccpRole);
        out.attributeU64be(CTA_PROTOINFO_DCCP_HANDSHAKE_SEQ, flow.dccpHandshakeSequence);
        out.endNest().endNest();
    }

    /** The kernel wants all three or none ({@code nlattr_to_sctp}). */
    private static void writeSctp(MessageWriter out, Flow flow) {
        if (flow.sctpState == 0) {
            return;
        }
        out.nest(CTA_PROTOINFO).nest(CTA_PROTOINFO_SCTP);
        out.attributeU8(CTA_PROTOINFO_SCTP_STATE, flow.sctpState);
        out.attributeU32be(CTA_PROTOINFO_SCTP_VTAG_ORIGINAL, flow.sctpVtagOriginal);
        out.attributeU32be(CTA_PROTOINFO_SCTP_VTAG_REPLY, flow.sctpVtagReply);
        out.endNest().endNest();
    }
}
