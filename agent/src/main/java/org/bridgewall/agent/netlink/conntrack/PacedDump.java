package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.linux.ReceiveBatch;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkError;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowStatus;

/**
 * Reads the kernel's whole table in parts, each of bounded work, so that the reading thread can do
 * something else in between.
 *
 * <p>The kernel fills one datagram (32 KiB at most, about 130 entries) when the request is sent,
 * and the next one whenever one is received ({@code netlink_recvmsg}): it stands still while nobody
 * reads. So what {@link #read} brings was true at some time since the {@code read} before, or since
 * {@link #begin}; what events told since then is newer.
 *
 * <p>An entry that is dying is left out: the kernel sets {@code IPS_DYING} first, then sends the
 * DESTROY event, then takes the entry out of the table ({@code nf_ct_delete}). Hence the DESTROY
 * event of an entry that is handed over always comes after the moment at which it was read.
 *
 * <p>Thread rule: one thread.
 */
public final class PacedDump implements AutoCloseable {
    private static final int SLOTS = 4;
    private static final int SLOT_BYTES = 64 * 1024;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
    private static final int REQUEST_BYTES = 256;
    private static final String OPERATION = "dump conntrack";

    private final FlowFilter filter;
    private final ReceiveBatch batch = new ReceiveBatch(SLOTS, SLOT_BYTES);
    private final MessageWriter writer = new MessageWriter(REQUEST_BYTES);
    private final Message message = new Message();
    private final ConntrackDecoder decoder = new ConntrackDecoder();
    private final Flow flow = new Flow();
    private NetlinkSocket socket;
    private int sequence;
    private int held;
    private boolean running;

    private PacedDump(NetlinkSocket socket, FlowFilter filter) {
        this.socket = socket;
        this.filter = filter;
    }

    /**
     * Opens a socket in the calling thread's network namespace.
     *
     * @param filter flows that it refuses are not handed on
     */
    public static PacedDump open(FlowFilter filter) throws LinuxException {
        return new PacedDump(socket(), filter);
    }

    private static NetlinkSocket socket() throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        try {
            socket.receiveBufferForce(RECEIVE_BUFFER_BYTES);
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /** Begins a dump; one that was not read to its end is given up. */
    public void begin() throws LinuxException {
        if (running) {
            // A socket carries one dump at a time, and the old one cannot be stopped otherwise.
            socket.close();
            socket = socket();
        }
        held = 0;
        writer.clear()
                .begin(
                        Ctnetlink.type(Ctnetlink.IPCTNL_MSG_CT_GET),
                        Message.F_REQUEST | Message.F_DUMP,
                        ++sequence);
        socket.send(writer.u8(0).u8(0).u16be(0).end().datagram());
        running = true;
    }

    /**
     * Receives the next part, without waiting and without looking at it.
     *
     * @return whether there is something for {@link #apply}
     */
    public boolean read() throws LinuxException {
        if (!running || held > 0) {
            throw new IllegalStateException("running: " + running + ", held: " + held);
        }
        int received = socket.receive(batch, false);
        if (received == NetlinkSocket.OVERRUN) {
            throw new LinuxException(OPERATION, Errno.ENOBUFS);
        }
        held = received;
        return received > 0;
    }

    /** Whether a part was read and not applied yet. */
    public boolean holds() {
        return held > 0;
    }

    /**
     * Hands over the part that was read.
     *
     * @return whether that was the last
     */
    public boolean apply(ConntrackDump.Handler handler) throws IOException {
        for (int slot = 0; slot < held && running; slot++) {
            if (batch.truncated(slot)) {
                throw new LinuxException(OPERATION, Errno.EMSGSIZE);
            }
            message.over(batch.datagram(slot));
            while (running && message.next()) {
                if (message.sequence() == sequence) {
                    take(handler);
                }
            }
        }
        held = 0;
        return !running;
    }

    private void take(ConntrackDump.Handler handler) throws IOException {
        switch (message.type()) {
            case Message.NOOP -> {}
            case Message.DONE, Message.ERROR -> {
                running = false;
                NetlinkError error = NetlinkError.of(message);
                if (!error.isAcknowledgement()) {
                    throw error.toException(OPERATION);
                }
            }
            default -> {
                decoder.decode(message, flow);
                if ((flow.status & FlowStatus.DYING) == 0 && filter.replicates(flow)) {
                    handler.flow(flow);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
