package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import java.util.BitSet;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.linux.ReceiveBatch;
import org.bridgewall.agent.linux.Wakeup;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Conntrack events of the network namespace in which it was opened: the groups UPDATE and DESTROY,
 * and those of expectations. NEW is left out on purpose: a flow is worth replicating once it is
 * answered, which is an update with full tuples, and floods and our own commits then cost nothing.
 *
 * <p>{@code net.netfilter.nf_conntrack_events} must be 1: with 2, flows born before anybody
 * listened never tell their end.
 *
 * <p>Thread rule: one thread, the one that opened it or took it over. Allocates nothing once warm.
 */
public final class ConntrackEvents implements AutoCloseable {
    /** Room for about 100,000 events. */
    public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 64 << 20;

    /** Of a tap: room for some 30,000 changes. */
    public static final int DEFAULT_RING_BYTES = 8 << 20;

    private static final int SLOTS = 128;

    /** How many keys of connections are told apart, a power of two. */
    private static final int KEYS = 1 << 16;

    // The longest event (IPv6, NAT, master, labels, accounting) has about 600 bytes.
    private static final int SLOT_BYTES = 1024;
    private static final int UPDATE = type(IPCTNL_MSG_CT_NEW);
    private static final int DESTROY = type(IPCTNL_MSG_CT_DELETE);
    private static final int EXPECTED = expectationType(IPCTNL_MSG_EXP_NEW);
    private static final int EXPECTED_NO_MORE = expectationType(IPCTNL_MSG_EXP_DELETE);

    private final NetlinkSocket socket;
    private final FlowFilter filter;
    private int bufferBytes;
    private final ReceiveBatch batch = new ReceiveBatch(SLOTS, SLOT_BYTES);
    private final Message message = new Message();
    private final ConntrackDecoder decoder = new ConntrackDecoder();
    private final Flow flow = new Flow();
    private final Expectation expectation = new Expectation();
    private @Nullable TcpTap tap;
    private final BitSet heard = new BitSet(KEYS);
    private final BitSet told = new BitSet(KEYS);
    private int[] watched = {};
    private long received;
    private long filtered;
    private long overruns;
    private long malformed;

    private ConntrackEvents(NetlinkSocket socket, int bufferBytes, FlowFilter filter) {
        this.socket = socket;
        this.bufferBytes = bufferBytes;
        this.filter = filter;
    }

    /**
     * Opens the socket, makes its buffer large, and only then joins the groups.
     *
     * @param receiveBufferBytes one event takes about 1,280 bytes of twice this
     * @param filter flows that it refuses are not handed on; the kernel drops them where it is a
     *     {@link FlowSelection}
     * @param ignoredPortIds the kernel drops what these sockets cause ({@link
     *     ConntrackCommit#portId()}, {@link ConntrackFlush#portId()}); at most 1,000
     */
    public static ConntrackEvents open(
            int receiveBufferBytes, FlowFilter filter, int... ignoredPortIds)
            throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        try {
            socket.receiveBufferForce(receiveBufferBytes);
            socket.attachFilter(EventProgram.of(filter, ignoredPortIds));
            socket.join(NFNLGRP_CONNTRACK_UPDATE);
            socket.join(NFNLGRP_CONNTRACK_DESTROY);
            socket.join(NFNLGRP_CONNTRACK_EXP_NEW);
            socket.join(NFNLGRP_CONNTRACK_EXP_DESTROY);
            return new ConntrackEvents(socket, receiveBufferBytes, filter);
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /** Does what {@link #tap} needs first, and can be done beside everything else. */
    public static void loadAhead() {
        try {
            var _ = ConnectionLayout.ofKernel();
        } catch (IOException e) {
            // Said to whoever wants a tap.
        }
    }

    /**
     * From now on TCP connections whose events the policy has switched off are told of as well, by
     * an eBPF program on the way of their packets. To be called in the network namespace of the
     * socket.
     *
     * @param ringBytes room for what it tells, a power of two; one change takes about 260 bytes
     * @throws IOException this kernel cannot, with its own words; then all goes on as before
     */
    public void tap(int ringBytes) throws IOException {
        tap = TcpTap.open(ringBytes);
    }

    /** Whether there is such a program. */
    public boolean tapped() {
        return tap != null;
    }

    /**
     * Hands over what is queued, without waiting. An overrun, and an event that cannot be read, are
     * told as {@link ConntrackHandler#overrun()}.
     *
     * <p>Between the socket and the tap there is no order. The tap is emptied only once the socket
     * is empty. Where both name the same TCP connection between one emptying of the tap and the
     * next of the socket, or the other way round, the kernel is to be asked: {@link
     * ConntrackHandler#unsure}.
     *
     * @param maxEvents stop after the batch that reaches this many
     * @return events taken from the queue; less than {@code maxEvents} means that it is empty
     */
    public int drain(ConntrackHandler handler, int maxEvents) throws LinuxException {
        int taken = drainSocket(handler, maxEvents);
        if (tap != null && taken < maxEvents) {
            taken += drainTap(tap, handler, maxEvents - taken);
        }
        return taken;
    }

    private int drainTap(TcpTap open, ConntrackHandler handler, int most) {
        told.clear();
        if (open.takeLost()) {
            overruns++;
            handler.overrun();
        }
        int taken = 0;
        while (taken < most && open.next()) {
            taken++;
            told(open.flow(), open.isWhole(), handler);
        }
        if (taken < most) {
            heard.clear();
        }
        received += taken;
        return taken;
    }

    private void told(Flow of, boolean whole, ConntrackHandler handler) {
        if (!filter.replicates(of)) {
            filtered++;
            return;
        }
        int key = key(of);
        told.set(key);
        if (heard.get(key) || (!whole && filter.keeps(of))) {
            handler.unsure(of);
        } else {
            handler.changed(of);
        }
    }

    /** Connections of the same key are taken for one: then the kernel is asked in vain. */
    private static int key(Flow flow) {
        Tuple tuple = flow.original;
        int hash = tuple.sourcePort * 31 + tuple.destinationPort;
        for (int i = 0; i < tuple.addressBytes(); i++) {
            hash = hash * 31 + tuple.source[i] * 7 + tuple.destination[i];
        }
        return (hash ^ hash >>> 16) & (KEYS - 1);
    }

    private int drainSocket(ConntrackHandler handler, int maxEvents) throws LinuxException {
        int taken = 0;
        while (taken < maxEvents) {
            int count = socket.receive(batch, false);
            if (count == NetlinkSocket.OVERRUN) {
                overruns++;
                handler.overrun();
                continue;
            }
            for (int slot = 0; slot < count; slot++) {
                take(slot, handler);
            }
            taken += count;
            if (count < SLOTS) {
                break;
            }
        }
        received += taken;
        return taken;
    }

    private void take(int slot, ConntrackHandler handler) {
        try {
            if (batch.truncated(slot)) {
                throw new MalformedNetlinkException(
                        "an event longer than " + SLOT_BYTES + " bytes", 0, -1);
            }
            message.over(batch.datagram(slot));
            while (message.next()) {
                take(handler);
            }
        } catch (MalformedNetlinkException e) {
            malformed++;
            handler.overrun();
        }
    }

    private void take(ConntrackHandler handler) throws MalformedNetlinkException {
        int type = message.type();
        if (type == EXPECTED || type == EXPECTED_NO_MORE) {
            takeExpectation(type, handler);
            return;
        }
        if (type != UPDATE && type != DESTROY) {
            return;
        }
        decoder.decode(message, flow);
        if (!filter.replicates(flow)) {
            filtered++;
        } else if (isUnsure()) {
            handler.unsure(flow);
        } else if (type == UPDATE) {
            handler.changed(flow);
        } else {
            handler.gone(flow);
        }
    }

    private boolean isUnsure() {
        if (tap == null || flow.original.protocol != IPPROTO_TCP) {
            return false;
        }
        int key = key(flow);
        heard.set(key);
        return told.get(key);
    }

    private void takeExpectation(int type, ConntrackHandler handler)
            throws MalformedNetlinkException {
        ExpectationMessages.read(message, expectation);
        if (type == EXPECTED) {
            handler.expected(expectation);
        } else {
            handler.expectedNoMore(expectation);
        }
    }

    /**
     * Waits for an event or an overrun.
     *
     * @return whether there is something to drain
     */
    public boolean await(int timeoutMillis) throws LinuxException {
        return socket.poll(timeoutMillis);
    }

    /**
     * As {@link #await(int)}, or until the wake-up is signalled, or something can be read
     * elsewhere.
     *
     * @param others further descriptors
     */
    public boolean await(Wakeup wakeup, int[] others, int timeoutMillis) throws LinuxException {
        TcpTap open = tap;
        if (open == null) {
            return socket.poll(wakeup, others, timeoutMillis);
        }
        if (watched.length != others.length + 1) {
            watched = new int[others.length + 1];
        }
        System.arraycopy(others, 0, watched, 0, others.length);
        watched[others.length] = open.descriptor();
        return socket.poll(wakeup, watched, timeoutMillis);
    }

    public int fd() {
        return socket.fd();
    }

    /** Room for events, as asked for: the kernel accounts twice of it. */
    public int bufferBytes() {
        return bufferBytes;
    }

    /**
     * Doubles the room for events.
     *
     * @param limitBytes not beyond this
     * @return whether it grew
     */
    public boolean grow(int limitBytes) throws LinuxException {
        int larger = (int) Math.min(limitBytes, 2L * bufferBytes);
        if (larger <= bufferBytes) {
            return false;
        }
        socket.receiveBufferForce(larger);
        bufferBytes = larger;
        return true;
    }

    /** Events taken from the queue since opening. */
    public long received() {
        return received;
    }

    /** Of these, how many the filter refused. */
    public long filtered() {
        return filtered;
    }

    /** How often the kernel said that it dropped events. */
    public long overruns() {
        return overruns;
    }

    /** Events that could not be read. */
    public long malformed() {
        return malformed;
    }

    @Override
    public void close() {
        socket.close();
        if (tap != null) {
            tap.close();
        }
    }
}
