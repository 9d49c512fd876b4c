package org.bridgewall.sync.flow;

/** How a tuple is written for people. Not for the hot path. */
final class TupleText {
    private TupleText() {}

    static String of(Tuple tuple) {
        if (!tuple.isPresent()) {
            return "(none)";
        }
        StringBuilder text = new StringBuilder(64).append(protocol(tuple.protocol)).append(' ');
        boolean icmp =
                IcmpTypes.IPPROTO_ICMP == tuple.protocol
                        || IcmpTypes.IPPROTO_ICMPV6 == tuple.protocol;
        boolean ports = !icmp && (tuple.sourcePort | tuple.destinationPort) != 0;
        appendEnd(text, tuple, tuple.source, ports, tuple.sourcePort);
        text.append(" > ");
        appendEnd(text, tuple, tuple.destination, ports, tuple.destinationPort);
        if (icmp) {
            text.append(" type ").append(tuple.icmpType);
            text.append(" code ").append(tuple.icmpCode).append(" id ").append(tuple.icmpId);
        }
        return text.toString();
    }

    private static void appendEnd(
            StringBuilder text, Tuple tuple, byte[] address, boolean withPort, int port) {
        boolean v6 = tuple.family == Tuple.AF_INET6;
        if (v6 && withPort) {
            text.append('[');
        }
        if (v6) {
            for (int i = 0; i < 16; i += 2) {
                text.append(i == 0 ? "" : ":");
                text.append(
                        Integer.toHexString(((address[i] & 0xff) << 8) | (address[i + 1] & 0xff)));
            }
        } else {
            for (int i = 0; i < 4; i++) {
                text.append(i == 0 ? "" : ".").append(address[i] & 0xff);
            }
        }
        if (v6 && withPort) {
            text.append(']');
        }
        if (withPort) {
            text.append(':').append(port);
        }
    }

    private static String protocol(int number) {
        return switch (number) {
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 33 -> "dccp";
            case 47 -> "gre";
            case 58 -> "icmpv6";
            case 132 -> "sctp";
            case 136 -> "udplite";
            default -> "proto " + number;
        };
    }
}
