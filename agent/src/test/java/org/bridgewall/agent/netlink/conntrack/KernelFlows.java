package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.TcpFlags;
import org.bridgewall.sync.flow.Tuple;

/**
 * Flows of every kind that a kernel tracks, from a seeded generator. Each is told apart by its
 * number, so that no two clash; what the kernel derives (status bits) is as the kernel would have
 * it.
 */
public final class KernelFlows {
    private static final int ESP = 50;
    private static final int OSPF = 89;
    private static final int[] PROTOCOLS = {
        IPPROTO_TCP,
        IPPROTO_TCP,
        IPPROTO_UDP,
        IPPROTO_UDPLITE,
        IPPROTO_ICMP,
        IPPROTO_GRE,
        IPPROTO_SCTP,
        IPPROTO_DCCP,
        ESP,
        OSPF
    };

    /** Linux 6.17 and later know no DCCP. */
    private static final boolean DCCP_TRACKED =
            Files.exists(Path.of("/proc/sys/net/netfilter/nf_conntrack_dccp_loose"));

    private final RandomGenerator random;
    private final boolean withNat;

    /**
     * @param withNat needs a NAT hook in the namespace
     */
    public KernelFlows(RandomGenerator random, boolean withNat) {
        this.random = random;
        this.withNat = withNat;
    }

    /** That many flows, some of them related to some before. */
    public List<Flow> list(int count) {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Flow flow = next(i);
            if (i > 0 && random.nextInt(8) == 0) {
                Flow master = flows.get(random.nextInt(i));
                if (master.original.family == flow.original.family) {
                    flow.master.copyFrom(master.original);
                    flow.zone = master.zone;
                    flow.zoneScope = master.zoneScope;
                    flow.status |= FlowStatus.EXPECTED;
                }
            }
            flows.add(flow);
        }
        return flows;
    }

    private Flow next(int number) {
        Flow flow = new Flow();
        boolean v6 = random.nextBoolean();
        flow.original.family = v6 ? Tuple.AF_INET6 : Tuple.AF_INET;
        int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        flow.original.protocol = v6 && protocol == IPPROTO_ICMP ? IPPROTO_ICMPV6 : protocol;
        address(flow.original.source, v6, 10, number);
        address(flow.original.destination, v6, 11, random.nextInt(200));
        protocolPart(flow.original, number);
        flow.reply.invert(flow.original);
        flow.status = FlowStatus.SEEN_REPLY | FlowStatus.CONFIRMED;
        flow.status |= random.nextBoolean() ? FlowStatus.ASSURED : 0;
        flow.hasTimeout = true;
        flow.timeoutSeconds = random.nextInt(600, 10_000);
        protocolState(flow);
        flow.mark = seldom() ? random.nextInt() : 0;
        if (seldom()) {
            flow.zone = random.nextInt(1, 65536);
            flow.zoneScope = random.nextInt(3);
        }
        if (seldom()) {
            random.nextBytes(flow.labels);
        }
        extensions(flow);
        if (withNat && seldom()) {
            nat(flow, v6, number);
        }
        return flow;
    }

    private void protocolPart(Tuple tuple, int number) {
        switch (tuple.protocol) {
            case IPPROTO_ICMP -> tuple.icmpType = random.nextInt(4) == 0 ? 13 : 8;
            case IPPROTO_ICMPV6 -> tuple.icmpType = 128;
            case ESP, OSPF -> {}
            default -> {
                if (tuple.protocol == IPPROTO_DCCP && !DCCP_TRACKED) {
                    return; // one more unknown protocol, known by its addresses
                }
                tuple.sourcePort = 1024 + number;
                tuple.destinationPort = random.nextInt(1, 65536);
            }
        }
        boolean icmp = tuple.protocol == IPPROTO_ICMP || tuple.protocol == IPPROTO_ICMPV6;
        tuple.icmpId = icmp ? 1 + number : 0;
    }

    private void protocolState(Flow flow) {
        if (flow.original.protocol == IPPROTO_TCP) {
            flow.tcpState = random.nextInt(1, 10);
            int scaled = random.nextBoolean() ? TcpFlags.WINDOW_SCALE : 0;
            flow.tcpFlagsOriginal = scaled | (random.nextInt() & TcpFlags.CLOSE_INIT);
            flow.tcpFlagsReply = scaled | (random.nextInt() & TcpFlags.SACK_PERMITTED);
            flow.tcpWindowScaleOriginal = scaled * random.nextInt(15);
            flow.tcpWindowScaleReply = scaled * random.nextInt(15);
        } else if (flow.original.protocol == IPPROTO_SCTP) {
            flow.sctpState = random.nextInt(1, 8);
            flow.sctpVtagOriginal = random.nextInt();
            flow.sctpVtagReply = random.nextInt();
        } else if (flow.original.protocol == IPPROTO_DCCP && DCCP_TRACKED) {
            flow.dccpState = random.nextInt(1, 8);
            flow.dccpRole = random.nextInt(2);
            flow.dccpHandshakeSequence = random.nextLong(1L << 48);
        }
    }

    private void extensions(Flow flow) {
        if (flow.original.protocol != IPPROTO_TCP) {
            return;
        }
        if (seldom()) {
            byte[] ftp = "ftp".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(ftp, 0, flow.helper, 0, ftp.length);
            flow.helperLength = ftp.length;
        }
        if (seldom()) {
            flow.sequenceOriginal.correctionPosition = random.nextInt();
            flow.sequenceOriginal.offsetBefore = random.nextInt(1, 1000);
            flow.sequenceOriginal.offsetAfter = -random.nextInt(1, 1000);
            flow.sequenceReply.copyFrom(flow.sequenceOriginal);
            flow.status |= FlowStatus.SEQ_ADJUST;
        }
        if (seldom()) {
            flow.synproxyIsn = random.nextInt();
            flow.synproxyIts = random.nextInt();
            flow.synproxyTimestampOffset = random.nextInt();
        }
    }

    private void nat(Flow flow, boolean v6, int number) {
        int protocol = flow.original.protocol;
        boolean icmp = protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
        boolean ports =
                !icmp
                        && protocol != ESP
                        && protocol != OSPF
                        && (protocol != IPPROTO_DCCP || DCCP_TRACKED);
        if (random.nextBoolean()) {
            address(flow.reply.source, v6, 12, number);
            // the kernel translates no key of GRE but that of PPTP
            boolean port = ports && protocol != IPPROTO_GRE && random.nextBoolean();
            flow.reply.sourcePort = port ? 2048 + number : flow.reply.sourcePort;
            flow.status |= FlowStatus.DST_NAT;
        }
        if (random.nextBoolean()) {
            address(flow.reply.destination, v6, 13, number);
            boolean port = ports && protocol != IPPROTO_GRE && random.nextBoolean();
            flow.reply.destinationPort = port ? 4096 + number : flow.reply.destinationPort;
            flow.reply.icmpId = icmp ? 4096 + number : 0;
            flow.status |= FlowStatus.SRC_NAT;
        }
    }

    private static void address(byte[] into, boolean v6, int block, int host) {
        Arrays.fill(into, (byte) 0);
        int at = v6 ? 12 : 0;
        if (v6) {
            into[0] = (byte) 0xfd;
        }
        into[at] = (byte) block;
        into[at + 2] = (byte) (host >> 8);
        into[at + 3] = (byte) host;
    }

    private boolean seldom() {
        return random.nextInt(4) == 0;
    }
}
