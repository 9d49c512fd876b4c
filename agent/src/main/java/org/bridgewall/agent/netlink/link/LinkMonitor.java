package org.bridgewall.agent.netlink.link;

import static org.bridgewall.agent.netlink.link.RouteMessages.*;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.EventHandler;
import org.bridgewall.agent.netlink.EventThread;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.link.LinkEvent.LinkChanged;
import org.bridgewall.agent.netlink.link.LinkEvent.LinkMonitorFailed;
import org.bridgewall.agent.netlink.link.LinkEvent.LinkRemoved;
import org.jspecify.annotations.Nullable;

/**
 * Reports every change of every interface of one namespace ({@code RTNLGRP_LINK}): carrier,
 * operational state, master, state of bridge ports.
 *
 * <p>First it reports all interfaces. Announcements that change nothing are not reported. After an
 * overrun it lists all interfaces again and reports the differences, so that nothing is missed but
 * states that have passed.
 *
 * <p>Thread rule: the consumer is called on the monitor's own thread and must only enqueue.
 */
public final class LinkMonitor implements AutoCloseable {
    private static final int RECEIVE_BYTES = 4 << 20;

    private final Links links;
    private final EventThread events;

    private LinkMonitor(Links links, EventThread events) {
        this.links = links;
        this.events = events;
    }

    /** Starts a monitor of the calling thread's network namespace. */
    public static LinkMonitor start(Consumer<LinkEvent> consumer) throws IOException {
        return start(consumer, RECEIVE_BYTES);
    }

    @SuppressWarnings("MustBeClosedChecker")
    static LinkMonitor start(Consumer<LinkEvent> consumer, int receiveBytes) throws IOException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE);
        Links links = null;
        try {
            socket.receiveBufferForce(receiveBytes);
            socket.join(RTNLGRP_LINK);
            links = Links.open();
            return new LinkMonitor(
                    links, EventThread.start("link-monitor", socket, new Picture(links, consumer)));
        } catch (LinuxException e) {
            socket.close();
            if (links != null) {
                links.close();
            }
            throw e;
        }
    }

    /** Stops; the consumer is not called any more once it returns. */
    @Override
    public void close() {
        events.close();
        links.close();
    }

    /** What has been reported so far; touched by the listening thread only. */
    private static final class Picture implements EventHandler {
        private final Links links;
        private final Consumer<LinkEvent> consumer;
        private final Map<Integer, Link> known = new HashMap<>();

        Picture(Links links, Consumer<LinkEvent> consumer) {
            this.links = links;
            this.consumer = consumer;
        }

        @Override
        public void resynchronise() throws IOException {
            Set<Integer> gone = new HashSet<>(known.keySet());
            for (Link link : links.list()) {
                gone.remove(link.index());
                changed(link);
            }
            gone.forEach(this::removed);
        }

        @Override
        public void message(Message message) throws MalformedNetlinkException {
            boolean unspec = LinkDecoder.family(message) == AF_UNSPEC;
            switch (message.type()) {
                case RTM_NEWLINK -> {
                    if (unspec) {
                        changed(LinkDecoder.link(message));
                    } else {
                        portChanged(message);
                    }
                }
                case RTM_DELLINK -> {
                    // Of family AF_BRIDGE it says that the port has left its bridge.
                    if (unspec) {
                        removed(LinkDecoder.index(message));
                    }
                }
                default -> {} // not of interest
            }
        }

        private void portChanged(Message message) throws MalformedNetlinkException {
            Link link = known.get(LinkDecoder.index(message));
            PortState state = LinkDecoder.portState(message);
            if (LinkDecoder.family(message) == AF_BRIDGE && link != null && state != null) {
                changed(link.withPortState(state));
            }
        }

        private void changed(Link link) {
            @Nullable Link before = known.put(link.index(), link);
            if (!link.equals(before)) {
                consumer.accept(new LinkChanged(link));
            }
        }

        private void removed(int index) {
            Link last = known.remove(index);
            if (last != null) {
                consumer.accept(new LinkRemoved(last));
            }
        }

        @Override
        public void failed(IOException cause) {
            consumer.accept(new LinkMonitorFailed(cause));
        }
    }
}
