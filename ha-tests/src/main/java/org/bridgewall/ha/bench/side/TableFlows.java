package org.bridgewall.ha.bench.side;

import java.io.IOException;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.bridgewall.sync.flow.FlowSource;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.Tuple;

/**
 * Established TCP connections, written straight into a kernel's table.
 *
 * @param size how many, up to 16 million
 */
record TableFlows(int size) implements FlowSource {
    private static final int PORTS = 16_384;
    private static final int TIMEOUT_SECONDS = 7_200;

    /** Writes some of them on a node, and then touches each, so that who listens hears of it. */
    static void write(String namespace, int from, int to) throws IOException {
        FlowSnapshot portion = new FlowSnapshot();
        TableFlows all = new TableFlows(to);
        Flow flow = new Flow();
        for (int index = from; index < to; index++) {
            flow.clear();
            all.read(index, flow);
            portion.add(flow);
        }
        Netns.call(
                namespace,
                () -> {
                    try (ConntrackCommit commit = ConntrackCommit.open();
                            FlowTouch touch = FlowTouch.open()) {
                        var result = commit.commit(portion);
                        if (result.failed() > 0) {
                            throw new IOException(
                                    result.failed() + " refused: " + result.failures().getFirst());
                        }
                        touch.all(portion);
                        return result;
                    }
                });
    }

    @Override
    public boolean read(int index, Flow flow) {
        example(flow);
        flow.original.source[0] = 10;
        int host = index / PORTS;
        flow.original.source[1] = (byte) (host >>> 16);
        flow.original.source[2] = (byte) (host >>> 8);
        flow.original.source[3] = (byte) host;
        flow.original.sourcePort = 40_000 + index % PORTS;
        flow.reply.invert(flow.original);
        return true;
    }

    private static void example(Flow flow) {
        flow.original.family = Tuple.AF_INET;
        flow.original.protocol = 6;
        byte[] server = {(byte) 192, 0, 2, 25};
        System.arraycopy(server, 0, flow.original.destination, 0, server.length);
        flow.original.destinationPort = 4433;
        flow.status = FlowStatus.SEEN_REPLY | FlowStatus.ASSURED | FlowStatus.CONFIRMED;
        flow.tcpState = 3;
        flow.tcpFlagsOriginal = 3;
        flow.tcpFlagsReply = 3;
        flow.tcpWindowScaleOriginal = 7;
        flow.tcpWindowScaleReply = 7;
        flow.timeoutSeconds = TIMEOUT_SECONDS;
        flow.hasTimeout = true;
    }
}
