package org.bridgewall.sync.flow;

import java.util.Arrays;

/** Flows that tests name. */
final class Examples {
    private Examples() {}

    /** 192.0.2.1:1234 to 198.51.100.1:443. */
    static Flow establishedTcp() {
        Flow flow = new Flow();
        flow.original.family = Tuple.AF_INET;
        flow.original.protocol = 6;
        put(flow.original.source, 192, 0, 2, 1);
        put(flow.original.destination, 198, 51, 100, 1);
        flow.original.sourcePort = 1234;
        flow.original.destinationPort = 443;
        flow.reply.invert(flow.original);
        flow.status = FlowStatus.SEEN_REPLY | FlowStatus.ASSURED | FlowStatus.CONFIRMED;
        flow.tcpState = 3;
        flow.tcpFlagsOriginal = TcpFlags.WINDOW_SCALE | TcpFlags.SACK_PERMITTED;
        flow.tcpFlagsReply = TcpFlags.WINDOW_SCALE | TcpFlags.SACK_PERMITTED;
        flow.tcpWindowScaleOriginal = 7;
        flow.tcpWindowScaleReply = 9;
        flow.mark = 13;
        return flow;
    }

    /** Every field at its longest. */
    static Flow longest() {
        Flow flow = new Flow();
        fill(flow.original);
        fill(flow.reply);
        fill(flow.master);
        flow.status = 0xffff;
        flow.tcpState = 255;
        flow.tcpFlagsOriginal = 255;
        flow.tcpFlagsReply = 255;
        flow.tcpWindowScaleOriginal = 255;
        flow.tcpWindowScaleReply = 255;
        flow.sctpState = 255;
        flow.sctpVtagOriginal = -1;
        flow.sctpVtagReply = -1;
        flow.dccpState = 255;
        flow.dccpRole = 255;
        flow.dccpHandshakeSequence = -1;
        flow.mark = -1;
        flow.zone = 65535;
        flow.zoneScope = 2;
        Arrays.fill(flow.labels, (byte) -1);
        Arrays.fill(flow.helper, (byte) 'x');
        flow.helperLength = Flow.HELPER_NAME_BYTES;
        fill(flow.sequenceOriginal);
        fill(flow.sequenceReply);
        flow.synproxyIsn = -1;
        flow.synproxyIts = -1;
        flow.synproxyTimestampOffset = -1;
        return flow;
    }

    static void put(byte[] address, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
    }

    private static void fill(Tuple tuple) {
        tuple.family = Tuple.AF_INET6;
        tuple.protocol = 255;
        Arrays.fill(tuple.source, (byte) -1);
        Arrays.fill(tuple.destination, (byte) -1);
        tuple.sourcePort = 65535;
        tuple.destinationPort = 65534;
        tuple.icmpType = 255;
        tuple.icmpCode = 255;
        tuple.icmpId = 65535;
    }

    private static void fill(SequenceAdjustment adjustment) {
        adjustment.correctionPosition = -1;
        adjustment.offsetBefore = -1;
        adjustment.offsetAfter = -1;
    }
}
