package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Tuple;

/** A tuple as {@code ctattr_tuple}, both ways. */
final class TupleAttributes {
    /** No zone in the tuple. */
    static final int NO_ZONE = -1;

    private TupleAttributes() {}

    /**
     * Reads the tuple inside the current attribute.
     *
     * @return its {@code CTA_TUPLE_ZONE}, or {@link #NO_ZONE}
     */
    static int read(Attributes parent, Tuple into) throws MalformedNetlinkException {
        into.clear();
        int zone = NO_ZONE;
        Attributes a = parent.nested();
        while (a.next()) {
            switch (a.type()) {
                case CTA_TUPLE_IP -> readAddresses(a.nested(), into);
                case CTA_TUPLE_PROTO -> readProtocol(a.nested(), into);
                case CTA_TUPLE_ZONE -> zone = a.u16be();
                default -> {} // newer kernels say more than we know
            }
        }
        return zone;
    }

    private static void readAddresses(Attributes a, Tuple into) throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_IP_V4_SRC -> {
                    a.copyTo(into.source, 0, 4);
                    into.family = Tuple.AF_INET;
                }
                case CTA_IP_V4_DST -> a.copyTo(into.destination, 0, 4);
                case CTA_IP_V6_SRC -> {
                    a.copyTo(into.source, 0, 16);
                    into.family = Tuple.AF_INET6;
                }
                case CTA_IP_V6_DST -> a.copyTo(into.destination, 0, 16);
                default -> {}
            }
        }
    }

    private static void readProtocol(Attributes a, Tuple into) throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_PROTO_NUM -> into.protocol = a.u8();
                case CTA_PROTO_SRC_PORT -> into.sourcePort = a.u16be();
                case CTA_PROTO_DST_PORT -> into.destinationPort = a.u16be();
                case CTA_PROTO_ICMP_ID, CTA_PROTO_ICMPV6_ID -> into.icmpId = a.u16be();
                case CTA_PROTO_ICMP_TYPE, CTA_PROTO_ICMPV6_TYPE -> into.icmpType = a.u8();
                case CTA_PROTO_ICMP_CODE, CTA_PROTO_ICMPV6_CODE -> into.icmpCode = a.u8();
                default -> {}
            }
        }
    }

    /**
     * Writes a tuple.
     *
     * @param type such as {@code CTA_TUPLE_ORIG}
     * @param zone for {@code CTA_TUPLE_ZONE}, or {@link #NO_ZONE}
     */
    static void write(MessageWriter out, int type, Tuple tuple, int zone) {
        out.nest(type).nest(CTA_TUPLE_IP);
        if (tuple.family == Tuple.AF_INET) {
            out.attributeBytes(CTA_IP_V4_SRC, tuple.source, 0, 4);
            out.attributeBytes(CTA_IP_V4_DST, tuple.destination, 0, 4);
        } else {
            out.attributeBytes(CTA_IP_V6_SRC, tuple.source, 0, 16);
            out.attributeBytes(CTA_IP_V6_DST, tuple.destination, 0, 16);
        }
        out.endNest().nest(CTA_TUPLE_PROTO);
        writeProtocol(out, tuple);
        out.endNest();
        if (zone != NO_ZONE) {
            out.attributeU16be(CTA_TUPLE_ZONE, zone);
        }
        out.endNest();
    }

    private static void writeProtocol(MessageWriter out, Tuple tuple) {
        out.attributeU8(CTA_PROTO_NUM, tuple.protocol);
        switch (tuple.protocol) {
            case IPPROTO_ICMP -> {
                out.attributeU8(CTA_PROTO_ICMP_TYPE, tuple.icmpType);
                out.attributeU8(CTA_PROTO_ICMP_CODE, tuple.icmpCode);
                out.attributeU16be(CTA_PROTO_ICMP_ID, tuple.icmpId);
            }
            case IPPROTO_ICMPV6 -> {
                out.attributeU8(CTA_PROTO_ICMPV6_TYPE, tuple.icmpType);
                out.attributeU8(CTA_PROTO_ICMPV6_CODE, tuple.icmpCode);
                out.attributeU16be(CTA_PROTO_ICMPV6_ID, tuple.icmpId);
            }
            case IPPROTO_TCP,
                    IPPROTO_UDP,
                    IPPROTO_DCCP,
                    IPPROTO_GRE,
                    IPPROTO_SCTP,
                    IPPROTO_UDPLITE -> {
                out.attributeU16be(CTA_PROTO_SRC_PORT, tuple.sourcePort);
                out.attributeU16be(CTA_PROTO_DST_PORT, tuple.destinationPort);
            }
            default -> {} // tracked by addresses and protocol number alone
        }
    }
}
