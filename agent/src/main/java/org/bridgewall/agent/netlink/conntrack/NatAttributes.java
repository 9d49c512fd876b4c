package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.Tuple;

/**
 * The translation of a flow as {@code CTA_NAT_SRC} and {@code CTA_NAT_DST}: exactly one address and
 * one port (or id), so that the kernel has no choice and forms the reply tuple that we know.
 */
final class NatAttributes {
    private NatAttributes() {}

    static void write(MessageWriter out, Flow flow) {
        Tuple reply = flow.reply;
        if (flow.hasSourceNat()) {
            int port = isIcmp(reply) ? reply.icmpId : reply.destinationPort;
            range(out, CTA_NAT_SRC, reply.family, reply.destination, port);
        }
        if (flow.hasDestinationNat()) {
            range(out, CTA_NAT_DST, reply.family, reply.source, reply.sourcePort);
        }
    }

    private static void range(
            MessageWriter out, int type, int family, byte[] address, int portOrId) {
        out.nest(type);
        if (family == Tuple.AF_INET) {
            out.attributeBytes(CTA_NAT_V4_MINIP, address, 0, 4);
            out.attributeBytes(CTA_NAT_V4_MAXIP, address, 0, 4);
        } else {
            out.attributeBytes(CTA_NAT_V6_MINIP, address, 0, 16);
            out.attributeBytes(CTA_NAT_V6_MAXIP, address, 0, 16);
        }
        if (portOrId != 0) {
            out.nest(CTA_NAT_PROTO);
            out.attributeU16be(CTA_PROTONAT_PORT_MIN, portOrId);
            out.attributeU16be(CTA_PROTONAT_PORT_MAX, portOrId);
            out.endNest();
        }
        out.endNest();
    }

    private static boolean isIcmp(Tuple tuple) {
        return tuple.protocol == IPPROTO_ICMP || tuple.protocol == IPPROTO_ICMPV6;
    }
}
