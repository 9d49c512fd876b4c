package org.bridgewall.agent.stp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.netlink.link.BridgeSetting;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.LinkEvent;
import org.bridgewall.agent.netlink.link.LinkMonitor;
import org.bridgewall.agent.netlink.link.Links;
import org.bridgewall.agent.netlink.link.PortSetting;
import org.bridgewall.agent.netlink.link.PortState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steers the kernel's spanning tree by role, and lets the state follow the ports.
 *
 * <p>The leader's bridge goes before the standby's (priority {@value #LEADING} against {@value
 * #FOLLOWING}), and the standby's ports cost the most, so that the port that blocks is the
 * standby's and not a switch's. The tree then takes its time; see {@link TransitionWindow}.
 *
 * <p>State follows packets, not the role: the replica is committed as soon as a port leaves
 * blocking, which is one or two forward delays before the first frame, again with what changed
 * since when frames cross; and the table of a node that was demoted is emptied only when its ports
 * have stopped to forward.
 *
 * <p>Thread rule: any thread; the follower is called under this object's lock and only enqueues.
 */
public final class SpanningTree implements AutoCloseable {
    /** Bridge priority of the leader: behind switches with the standard's default of 32768. */
    static final int LEADING = 0x9000;

    /** Bridge priority of the others: the last. */
    static final int FOLLOWING = 0xf000;

    /** Path cost of the standby's ports: the greatest that 802.1D-1998 has. */
    static final int FOLLOWING_COST = 65_535;

    /** Path cost of the leader's ports: of a gigabit link (802.1D-1998 table 8-5). */
    static final int LEADING_COST = 4;

    private static final Logger log = LoggerFactory.getLogger(SpanningTree.class);

    private final String bridge;
    private final String uplink;
    private final List<String> screened;
    private final Links links;
    private final TransitionWindow window;
    private final Map<String, PortState> states = new HashMap<>();
    private @Nullable StateFollower follower;
    private @Nullable LinkMonitor monitor;
    private boolean leads;
    private boolean forwards;
    private boolean moving;
    private boolean staleFlows;
    private long epoch;
    private long settledNanos = System.nanoTime();

    private SpanningTree(
            String bridge,
            String uplink,
            List<String> screened,
            Links links,
            TransitionWindow window) {
        this.bridge = bridge;
        this.uplink = uplink;
        this.screened = List.copyOf(screened);
        this.links = links;
        this.window = window;
    }

    /** Takes the tree of a bridge whose ports are enslaved; it steers away from this node. */
    public static SpanningTree open(String bridge, String uplink, List<String> screened)
            throws IOException {
        Links links = Links.open();
        try {
            TransitionWindow window = TransitionWindow.of(links.bridgeSettings(bridge));
            SpanningTree tree = new SpanningTree(bridge, uplink, screened, links, window);
            log.info(
                    "{}: the spanning tree moves traffic within {} to {} ms",
                    bridge,
                    window.minMillis(),
                    window.maxMillis());
            return tree;
        } catch (IOException e) {
            links.close();
            throw e;
        }
    }

    /** Begins to watch the ports. */
    public void follow(StateFollower state) throws IOException {
        synchronized (this) {
            follower = state;
        }
        monitor = LinkMonitor.start(this::changed);
    }

    private void changed(LinkEvent event) {
        switch (event) {
            case LinkEvent.LinkChanged(Link link) -> port(link.name(), link.portState());
            case LinkEvent.LinkRemoved(Link link) -> port(link.name(), null);
            case LinkEvent.LinkMonitorFailed failed ->
                    log.error("{}: ports: {}", bridge, failed.cause().getMessage());
        }
    }

    private synchronized void port(String name, @Nullable PortState state) {
        if (!name.equals(uplink) && !screened.contains(name)) {
            return;
        }
        PortState now = state == null ? PortState.DISABLED : state;
        if (states.put(name, now) != now) {
            log.info("{}: {} is {}", bridge, name, now);
            judge();
        }
    }

    private void judge() {
        boolean nowForwards =
                state(uplink) == PortState.FORWARDING
                        && screened.stream().anyMatch(p -> state(p) == PortState.FORWARDING);
        boolean nowMoving = states.values().stream().anyMatch(SpanningTree::onItsWay);
        StateFollower state = follower;
        boolean before = forwards;
        boolean wasMoving = moving;
        forwards = nowForwards;
        moving = nowMoving;
        if (before != nowForwards) {
            settledNanos = System.nanoTime();
        }
        if (state == null) {
            return;
        }
        if (nowForwards && !before) {
            state.commit();
            state.announce(epoch);
        } else if (nowMoving && !wasMoving && !nowForwards) {
            state.commit();
        } else if (before && !nowForwards && staleFlows) {
            staleFlows = false;
            state.dropStaleFlows();
        }
    }

    private PortState state(String port) {
        return states.getOrDefault(port, PortState.DISABLED);
    }

    private static boolean onItsWay(PortState state) {
        return state == PortState.LISTENING || state == PortState.LEARNING;
    }

    /** Puts this node's bridge first, or last. */
    public synchronized void steer(boolean lead) throws IOException {
        List<String> ports = new ArrayList<>(screened);
        ports.add(uplink);
        for (String port : ports) {
            if (links.find(port).isPresent()) {
                links.setPort(port, Map.of(PortSetting.COST, lead ? LEADING_COST : FOLLOWING_COST));
            }
        }
        links.setBridge(bridge, Map.of(BridgeSetting.PRIORITY, lead ? LEADING : FOLLOWING));
        if (lead) {
            // What an earlier leadership left here is the replica's again: not stale any more.
            staleFlows = false;
        }
        if (leads != lead) {
            leads = lead;
            settledNanos = System.nanoTime();
        }
    }

    /** Re-aims the switches if frames cross here; otherwise it is done as soon as they do. */
    public synchronized void announce(long newEpoch) {
        epoch = newEpoch;
        StateFollower state = follower;
        if (forwards && state != null) {
            state.announce(epoch);
        }
    }

    /** Empties the table, now or as soon as frames no longer cross here. */
    public synchronized void dropStaleFlows() {
        StateFollower state = follower;
        if (forwards || state == null) {
            staleFlows = true;
        } else {
            state.dropStaleFlows();
        }
    }

    public synchronized StpStatus status() {
        return new StpStatus(states, forwards, leads, settledNanos, window);
    }

    @Override
    public void close() {
        LinkMonitor watching = monitor;
        if (watching != null) {
            watching.close();
        }
        links.close();
    }
}
