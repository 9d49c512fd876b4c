package org.bridgewall.sync.flow;

import java.util.random.RandomGenerator;

/** Flows of every kind, from a seeded generator: what the codec must carry, sensible or not. */
public final class RandomFlows {
    private final RandomGenerator random;

    public RandomFlows(RandomGenerator random) {
        this.random = random;
    }

    public Flow next() {
        Flow flow = new Flow();
        tuple(flow.original, random.nextBoolean() ? Tuple.AF_INET : Tuple.AF_INET6);
        flow.zone = seldom() ? random.nextInt(1, 65536) : 0;
        flow.zoneScope = flow.zone == 0 ? 0 : random.nextInt(3);
        flow.status = random.nextInt() & FlowStatus.REPLICATED;
        if (seldom()) {
            tuple(flow.reply, flow.original.family);
        } else {
            flow.reply.invert(flow.original);
        }
        flow.tcpState = random.nextInt(10);
        flow.tcpFlagsOriginal = random.nextInt() & TcpFlags.REPLICATED;
        flow.tcpFlagsReply = random.nextInt() & TcpFlags.REPLICATED;
        flow.tcpWindowScaleOriginal = random.nextInt(15);
        flow.tcpWindowScaleReply = random.nextInt(15);
        flow.mark = seldom() ? random.nextInt() : 0;
        if (seldom()) {
            flow.sctpState = random.nextInt(1, 9);
            flow.sctpVtagOriginal = random.nextInt();
            flow.sctpVtagReply = random.nextInt();
        }
        if (seldom()) {
            flow.dccpState = random.nextInt(1, 9);
            flow.dccpRole = random.nextInt(2);
            flow.dccpHandshakeSequence = random.nextLong();
        }
        if (seldom()) {
            random.nextBytes(flow.labels);
        }
        if (seldom()) {
            flow.helperLength = random.nextInt(1, Flow.HELPER_NAME_BYTES + 1);
            for (int i = 0; i < flow.helperLength; i++) {
                flow.helper[i] = (byte) random.nextInt('a', 'z' + 1);
            }
        }
        if (seldom()) {
            tuple(flow.master, flow.original.family);
        }
        if (seldom()) {
            adjustment(flow.sequenceOriginal);
            adjustment(flow.sequenceReply);
        }
        if (seldom()) {
            flow.synproxyIsn = random.nextInt();
            flow.synproxyIts = random.nextInt();
            flow.synproxyTimestampOffset = random.nextInt();
        }
        return flow;
    }

    private void tuple(Tuple tuple, int family) {
        tuple.clear();
        tuple.family = family;
        tuple.protocol = random.nextInt(256);
        for (int i = 0; i < tuple.addressBytes(); i++) {
            tuple.source[i] = (byte) random.nextInt();
            tuple.destination[i] = (byte) random.nextInt();
        }
        if (random.nextBoolean()) {
            tuple.sourcePort = random.nextInt(65536);
            tuple.destinationPort = random.nextInt(65536);
        } else {
            tuple.icmpType = random.nextInt(256);
            tuple.icmpCode = random.nextInt(256);
            tuple.icmpId = random.nextInt(65536);
        }
    }

    private void adjustment(SequenceAdjustment adjustment) {
        adjustment.correctionPosition = random.nextInt();
        adjustment.offsetBefore = random.nextInt();
        adjustment.offsetAfter = random.nextInt();
    }

    private boolean seldom() {
        return random.nextInt(3) == 0;
    }
}
