package org.bridgewall.ha.bench.side;

import java.io.IOException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.linux.ReceiveBatch;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSource;

/**
 * Sets the timeout of entries of IPv4 connections, upon which the kernel tells of a change. (The
 * tool {@code conntrack -U} sends what newer kernels refuse to change.)
 *
 * <p>Thread rule: one thread.
 */
final class FlowTouch implements AutoCloseable {
    private static final int BATCH = 100;
    private static final int MESSAGE_BYTES = 128;

    // linux/netfilter/nfnetlink.h, nfnetlink_conntrack.h
    private static final int CTNETLINK_NEW = 1 << 8;
    private static final int CTA_TUPLE_ORIG = 1;
    private static final int CTA_TUPLE_IP = 1;
    private static final int CTA_IP_V4_SRC = 1;
    private static final int CTA_IP_V4_DST = 2;
    private static final int CTA_TUPLE_PROTO = 2;
    private static final int CTA_PROTO_NUM = 1;
    private static final int CTA_PROTO_SRC_PORT = 2;
    private static final int CTA_PROTO_DST_PORT = 3;
    private static final int CTA_TIMEOUT = 7;

    private final NetlinkSocket socket;
    private final ReceiveBatch answers = new ReceiveBatch(1, 512);
    private final MessageWriter writer = new MessageWriter(BATCH * MESSAGE_BYTES);

    private FlowTouch(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's network namespace. */
    static FlowTouch open() throws IOException {
        return new FlowTouch(NetlinkSocket.open(NetlinkSocket.NETFILTER));
    }

    /** Touches all; each must be there. */
    void all(FlowSource flows) throws IOException {
        Flow flow = new Flow();
        for (int index = 0; index < flows.size(); index++) {
            flows.read(index, flow);
            write(flow);
            if (writer.messages() == BATCH || index == flows.size() - 1) {
                send();
            }
        }
    }

    private void write(Flow flow) {
        writer.begin(CTNETLINK_NEW, Message.F_REQUEST);
        writer.u8(flow.original.family).u8(0).u16be(0);
        writer.nest(CTA_TUPLE_ORIG).nest(CTA_TUPLE_IP);
        writer.attributeBytes(CTA_IP_V4_SRC, flow.original.source, 0, 4);
        writer.attributeBytes(CTA_IP_V4_DST, flow.original.destination, 0, 4);
        writer.endNest().nest(CTA_TUPLE_PROTO);
        writer.attributeU8(CTA_PROTO_NUM, flow.original.protocol);
        writer.attributeU16be(CTA_PROTO_SRC_PORT, flow.original.sourcePort);
        writer.attributeU16be(CTA_PROTO_DST_PORT, flow.original.destinationPort);
        writer.endNest().endNest();
        writer.attributeU32be(CTA_TIMEOUT, flow.timeoutSeconds);
        writer.end();
    }

    /** The kernel is done when the call returns; only refusals are answered. */
    private void send() throws IOException {
        socket.send(writer.datagram());
        writer.clear();
        if (socket.receive(answers, false) != 0) {
            throw new IOException("the kernel refused to change the timeout of a flow");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
