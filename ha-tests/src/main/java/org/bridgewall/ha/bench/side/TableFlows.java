package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSource;

/**
 * Established TCP connections, written straight into a kernel's table.
 *
 * @param size how many, up to 16 million
 */
record TableFlows(int size) implements FlowSource {
    private static final int PORTS = 16_384;
    private static final int TIMEOUT_SECONDS = 7_200;

    /** Writes them on a node and then touches each, so that who listens hears of it. */
    static void fill(String namespace, int size) throws IOException {
        Netns.call(
                namespace,
                () -> {
                    try (ConntrackCommit commit = ConntrackCommit.open()) {
                        var result = commit.commit(new TableFlows(size));
                        if (result.failed() > 0) {
                            throw new IOException(
                                    result.failed() + " refused: " + result.failures().getFirst());
                        }
                        return result;
                    }
                });
        Command.Output touched =
                Command.attempt(
                        List.of(
                                "ip",
                                "netns",
                                "exec",
                                namespace,
                                "conntrack",
                                "-U",
                                "-p",
                                "tcp",
                                "--dport",
                                "4433",
                                "-m",
                                "1"),
                        "",
                        Duration.ofMinutes(3));
        if (touched.exitCode() != 0) {
            throw new IOException("conntrack -U: " + touched.err().strip());
        }
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
        flow.original.family = org.bridgewall.sync.flow.Tuple.AF_INET;
        flow.original.protocol = 6;
        byte[] server = {(byte) 192, 0, 2, 25};
        System.arraycopy(server, 0, flow.original.destination, 0, server.length);
        flow.original.destinationPort = 4433;
        flow.status =
                org.bridgewall.sync.flow.FlowStatus.SEEN_REPLY
                        | org.bridgewall.sync.flow.FlowStatus.ASSURED
                        | org.bridgewall.sync.flow.FlowStatus.CONFIRMED;
        flow.tcpState = 3;
        flow.tcpFlagsOriginal = 3;
        flow.tcpFlagsReply = 3;
        flow.tcpWindowScaleOriginal = 7;
        flow.tcpWindowScaleReply = 7;
        flow.timeoutSeconds = TIMEOUT_SECONDS;
        flow.hasTimeout = true;
    }
}
