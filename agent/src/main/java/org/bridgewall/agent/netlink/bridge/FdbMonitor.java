package org.bridgewall.agent.netlink.bridge;

import java.io.IOException;
import java.util.function.Consumer;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.EventHandler;
import org.bridgewall.agent.netlink.EventThread;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbForgotten;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbLearned;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbListed;
import org.bridgewall.agent.netlink.bridge.FdbEvent.FdbMonitorFailed;
import org.bridgewall.agent.netlink.link.Links;

/**
 * Reports what one bridge learns and forgets ({@code RTNLGRP_NEIGH}).
 *
 * <p>It follows the bridge that has the name when it starts. A bridge made anew under the same name
 * is another one: whoever learns of it (a link monitor does) starts another monitor.
 *
 * <p>Thread rule: the consumer is called on the monitor's own thread and must only enqueue.
 */
public final class FdbMonitor implements AutoCloseable {
    private static final int RECEIVE_BYTES = 16 << 20;

    private final Picture picture;
    private final EventThread events;

    private FdbMonitor(Picture picture, EventThread events) {
        this.picture = picture;
        this.events = events;
    }

    /**
     * Starts a monitor of a bridge in the calling thread's network namespace.
     *
     * @throws LinuxException ENODEV where there is no such bridge
     */
    public static FdbMonitor start(String bridge, Consumer<FdbEvent> consumer) throws IOException {
        return start(bridge, consumer, RECEIVE_BYTES);
    }

    static FdbMonitor start(String bridge, Consumer<FdbEvent> consumer, int receiveBytes)
            throws IOException {
        Picture picture = Picture.open(bridge, consumer);
        NetlinkSocket socket = null;
        try {
            socket = NetlinkSocket.open(NetlinkSocket.ROUTE);
            socket.receiveBufferForce(receiveBytes);
            socket.join(FdbDecoder.RTNLGRP_NEIGH);
            return new FdbMonitor(picture, EventThread.start("fdb-monitor", socket, picture));
        } catch (IOException e) {
            if (socket != null) {
                socket.close();
            }
            picture.close();
            throw e;
        }
    }

    /** Stops; the consumer is not called any more once it returns. */
    @Override
    public void close() {
        events.close();
        picture.close();
    }

    /** Touched by the listening thread only, but for its beginning and its end. */
    private static final class Picture implements EventHandler {
        private final String bridge;
        private final Consumer<FdbEvent> consumer;
        private final ForwardingDatabase database;
        private final Links links;
        private final PortNames names;
        private final FdbDecoder decoder = new FdbDecoder();
        private final int bridgeIndex;

        private Picture(
                String bridge,
                Consumer<FdbEvent> consumer,
                ForwardingDatabase database,
                Links links)
                throws IOException {
            this.bridge = bridge;
            this.consumer = consumer;
            this.database = database;
            this.links = links;
            names = new PortNames(links);
            bridgeIndex = links.get(bridge).index();
        }

        static Picture open(String bridge, Consumer<FdbEvent> consumer) throws IOException {
            Links links = Links.open();
            ForwardingDatabase database = null;
            try {
                database = ForwardingDatabase.open();
                return new Picture(bridge, consumer, database, links);
            } catch (IOException e) {
                links.close();
                if (database != null) {
                    database.close();
                }
                throw e;
            }
        }

        @Override
        public void resynchronise() throws IOException {
            names.forget();
            consumer.accept(new FdbListed(database.list(bridge)));
        }

        @Override
        public void message(Message message) throws MalformedNetlinkException {
            if (!decoder.learned(message) || decoder.bridgeIndex() != bridgeIndex) {
                return;
            }
            FdbEntry entry = decoder.entry(portName());
            consumer.accept(
                    message.type() == FdbDecoder.RTM_NEWNEIGH
                            ? new FdbLearned(entry)
                            : new FdbForgotten(entry));
        }

        /** A port that has just gone has no name any more; that is no reason to stop. */
        private String portName() {
            try {
                return names.of(decoder.portIndex());
            } catch (IOException e) {
                return "#" + decoder.portIndex();
            }
        }

        @Override
        public void failed(IOException cause) {
            consumer.accept(new FdbMonitorFailed(cause));
        }

        void close() {
            database.close();
            links.close();
        }
    }
}
