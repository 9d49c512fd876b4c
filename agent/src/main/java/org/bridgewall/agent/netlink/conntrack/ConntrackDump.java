package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageHandler;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;

/**
 * Reads the kernel's whole table. It is no instant picture: entries come and go while it runs. Open
 * {@link ConntrackEvents} before, and drain them only after it: their events then mend what it saw
 * too early or too late.
 *
 * <p>Thread rule: one thread; about 4 us per entry.
 */
public final class ConntrackDump implements AutoCloseable {
    private static final int AF_UNSPEC = 0;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private final NetlinkChannel channel;
    private final FlowFilter filter;
    private final ConntrackDecoder decoder = new ConntrackDecoder();
    private final Flow flow = new Flow();

    private ConntrackDump(NetlinkChannel channel, FlowFilter filter) {
        this.channel = channel;
        this.filter = filter;
    }

    /** Takes the flows of a dump. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Takes one flow.
         *
         * @param flow complete; valid only during the call
         */
        void flow(Flow flow);

        /** The dump begins once more, because the table changed under it: forget what came. */
        default void restarted() {}
    }

    /**
     * Opens a socket in the calling thread's network namespace.
     *
     * @param filter flows that it refuses are not handed on
     */
    public static ConntrackDump open(FlowFilter filter) throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        try {
            socket.receiveBufferForce(RECEIVE_BUFFER_BYTES);
            return new ConntrackDump(NetlinkChannel.over(socket), filter);
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /** Over a channel that it then owns. */
    public static ConntrackDump over(NetlinkChannel channel, FlowFilter filter) {
        return new ConntrackDump(channel, filter);
    }

    /**
     * Reads the table once.
     *
     * @return how many flows were handed over in the pass that counts
     */
    public int run(Handler handler) throws IOException {
        Pass pass = new Pass(handler);
        MessageWriter request = channel.request(Ctnetlink.type(Ctnetlink.IPCTNL_MSG_CT_GET));
        channel.dump("dump conntrack", request.u8(AF_UNSPEC).u8(0).u16be(0).end(), pass);
        return pass.flows;
    }

    @Override
    public void close() {
        channel.close();
    }

    /** One dump and its count. */
    private final class Pass implements MessageHandler {
        private final Handler handler;
        private int flows;

        Pass(Handler handler) {
            this.handler = handler;
        }

        @Override
        public void message(Message message) throws MalformedNetlinkException {
            decoder.decode(message, flow);
            if (filter.replicates(flow)) {
                flows++;
                handler.flow(flow);
            }
        }

        @Override
        public void restarted() {
            flows = 0;
            handler.restarted();
        }
    }
}
