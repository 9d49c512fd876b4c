package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.Bpf;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.MappedLongs;
import org.bridgewall.agent.linux.RingBuffer;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.Tuple;

/**
 * What becomes of TCP connections that this node forwards, from an eBPF program on the way of their
 * packets instead of the kernel's own events, which cost each packet that makes one some three
 * microseconds, ten times as much. It tells of the connections whose events of that kind the policy
 * has switched off ({@code ct event set}), and of no others: nothing is told twice.
 *
 * <p>Needs Linux 6.4 and its description of itself ({@code CONFIG_DEBUG_INFO_BTF}). The program
 * goes when this is closed, or its process ends.
 *
 * <p>Thread rule: one thread. Allocates nothing once open.
 */
final class TcpTap implements AutoCloseable {
    private static final int LOST_BYTES = Long.BYTES;

    /** {@code NF_INET_FORWARD}. */
    private static final int FORWARD = 2;

    /** After every chain of the policy: what that refuses is not told. */
    private static final int PRIORITY = 250;

    /** A predecessor that the kernel has not buried yet holds its priority. */
    private static final int PRIORITIES = 8;

    /** {@code NF_CT_ZONE_DIR_ORIG}, {@code NF_CT_ZONE_DIR_REPL}. */
    private static final int ZONE_OF_ORIGINAL = 1;

    private static final int ZONE_OF_REPLY = 2;

    private final ConnectionLayout layout;
    private final RingBuffer ring;
    private final MappedLongs lost;
    private final List<Integer> descriptors;
    private final int[] timeoutSeconds;
    private final byte[] bytes;
    private final ByteBuffer record;
    private final int connection;
    private final Flow flow = new Flow();
    private long lostBefore;

    private TcpTap(
            ConnectionLayout layout,
            RingBuffer ring,
            MappedLongs lost,
            List<Integer> descriptors,
            int[] timeoutSeconds) {
        this.layout = layout;
        this.ring = ring;
        this.lost = lost;
        this.descriptors = descriptors;
        this.timeoutSeconds = timeoutSeconds;
        this.bytes = new byte[TapProgram.recordBytes(layout)];
        this.record = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        this.connection = layout.extensionHeaderBytes();
    }

    /**
     * Opens one in the calling thread's network namespace.
     *
     * @param ringBytes a power of two
     * @throws IOException this kernel cannot, with its own words
     */
    static TcpTap open(int ringBytes) throws IOException {
        ConnectionLayout layout = ConnectionLayout.ofKernel();
        if (!TapProgram.fits(layout)) {
            throw new IOException("this kernel's connections are too large: " + layout.bytes());
        }
        int[] timeouts = timeouts(Sysctl.ofKernel());
        RingBuffer ring = RingBuffer.create("bw_tap_ring", ringBytes);
        List<Integer> descriptors = new ArrayList<>();
        try {
            int lost = Bpf.createArrayMap("bw_tap_lost", LOST_BYTES, 1);
            descriptors.add(lost);
            int program =
                    Bpf.loadNetfilter(
                            TapProgram.NAME,
                            TapProgram.instructions(layout, ring.descriptor(), lost),
                            TapProgram.LICENCE);
            descriptors.add(program);
            descriptors.add(attach(program, Tuple.AF_INET));
            descriptors.add(attach(program, Tuple.AF_INET6));
            return new TcpTap(
                    layout, ring, Bpf.map(lost, LOST_BYTES), List.copyOf(descriptors), timeouts);
        } catch (IOException e) {
            close(ring, descriptors);
            throw e;
        }
    }

    /** {@code NFPROTO_IPV4} and {@code NFPROTO_IPV6} are the numbers of the address families. */
    private static int attach(int program, int family) throws LinuxException {
        for (int priority = PRIORITY; ; priority++) {
            try {
                return Bpf.attachNetfilter(program, family, FORWARD, priority);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EBUSY || priority == PRIORITY + PRIORITIES) {
                    throw e;
                }
            }
        }
    }

    /** What a state gives a connection anew; the audit puts right what is given otherwise. */
    private static int[] timeouts(Sysctl kernel) throws IOException {
        int[] seconds = new int[TCP_CONNTRACK_CLOSE + 1];
        seconds[TCP_CONNTRACK_ESTABLISHED] = timeout(kernel, "established");
        seconds[TCP_CONNTRACK_CLOSE_WAIT] = timeout(kernel, "close_wait");
        seconds[TCP_CONNTRACK_TIME_WAIT] = timeout(kernel, "time_wait");
        seconds[TCP_CONNTRACK_CLOSE] = timeout(kernel, "close");
        return seconds;
    }

    private static int timeout(Sysctl kernel, String state) throws IOException {
        String name = "net.netfilter.nf_conntrack_tcp_timeout_" + state;
        try {
            return Integer.parseInt(kernel.read(name));
        } catch (NumberFormatException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** Becomes readable when something is told. */
    int descriptor() {
        return ring.descriptor();
    }

    /** Moves on to the next that was told; false: there is none. */
    boolean next() {
        boolean there = ring.take(bytes) == bytes.length;
        if (there) {
            decode();
        }
        return there;
    }

    /** The connection as it was then; the same object each time. */
    Flow flow() {
        return flow;
    }

    /** Whether something found no room since the last call. */
    boolean takeLost() {
        long now = lost.get(0);
        boolean more = now != lostBefore;
        lostBefore = now;
        return more;
    }

    private void decode() {
        flow.clear();
        tuple(layout.original(), flow.original);
        tuple(layout.reply(), flow.reply);
        flow.status = (int) record.getLong(connection + layout.status());
        flow.mark = layout.mark() < 0 ? 0 : record.getInt(connection + layout.mark());
        flow.tcpState = u8(layout.tcpState());
        flow.tcpFlagsOriginal = u8(layout.seenOriginal() + layout.flagsInSeen());
        flow.tcpFlagsReply = u8(layout.seenReply() + layout.flagsInSeen());
        flow.tcpWindowScaleOriginal = u8(layout.seenOriginal() + layout.scaleInSeen());
        flow.tcpWindowScaleReply = u8(layout.seenReply() + layout.scaleInSeen());
        flow.hasTimeout = true;
        flow.timeoutSeconds = timeoutSeconds[flow.tcpState];
        zone();
    }

    private void zone() {
        int zone = layout.zone() < 0 ? 0 : u16(layout.zone());
        if (zone > 0) {
            flow.zone = zone;
            flow.zoneScope =
                    switch (u8(layout.zoneDirection())) {
                        case ZONE_OF_ORIGINAL -> Flow.ZONE_ORIGINAL;
                        case ZONE_OF_REPLY -> Flow.ZONE_REPLY;
                        default -> Flow.ZONE_BOTH;
                    };
        }
    }

    private void tuple(int at, Tuple into) {
        into.family = u16(at + layout.tupleFamily());
        into.protocol = IPPROTO_TCP;
        int from = connection + at;
        System.arraycopy(bytes, from + layout.tupleSource(), into.source, 0, into.addressBytes());
        System.arraycopy(
                bytes, from + layout.tupleDestination(), into.destination, 0, into.addressBytes());
        into.sourcePort = port(from + layout.tupleSourcePort());
        into.destinationPort = port(from + layout.tupleDestinationPort());
    }

    /** Whether there is nothing more to the connection than is told, such as a helper. */
    boolean isWhole() {
        return !extended(layout.helper())
                && !extended(layout.sequenceAdjustment())
                && !extended(layout.timeoutPolicy())
                && !extended(layout.labels())
                && !extended(layout.synproxy())
                && record.getLong(connection + layout.master()) == 0
                && (flow.status & FlowStatus.FIXED_TIMEOUT) == 0;
    }

    private boolean extended(int extension) {
        return extension >= 0 && bytes[extension] != 0;
    }

    private int u8(int at) {
        return bytes[connection + at] & 0xff;
    }

    private int u16(int at) {
        return record.getShort(connection + at) & 0xffff;
    }

    /** In network order. */
    private int port(int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    @Override
    public void close() {
        close(ring, descriptors);
    }

    private static void close(RingBuffer ring, List<Integer> descriptors) {
        descriptors.reversed().forEach(Bpf::close);
        ring.close();
    }
}
