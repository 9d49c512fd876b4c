package org.bridgewall.agent.instance;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.bridge.BpduWatch;
import org.bridgewall.agent.bridge.Wire;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.gate.FenceGap;
import org.bridgewall.agent.gate.Gate;
import org.bridgewall.agent.gate.SecondLock;
import org.bridgewall.agent.loop.ElectionLoop;
import org.bridgewall.agent.loop.TransitionLog;
import org.bridgewall.agent.netlink.link.LinkEvent;
import org.bridgewall.agent.netlink.link.LinkMonitor;
import org.bridgewall.agent.policy.PolicyKeeper;
import org.bridgewall.agent.stp.SpanningTree;
import org.bridgewall.agent.stp.StpStatus;
import org.bridgewall.agent.vip.VipKeeper;
import org.bridgewall.agent.vip.VipStatus;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertRole;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running instance: what others ask of it and tell it.
 *
 * <p>Thread rule: any thread.
 */
public final class InstanceRuntime implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InstanceRuntime.class);

    /** Hellos come every two seconds at most by default, every ten at most by standard. */
    private static final long BPDU_SPAN_NANOS = 30_000_000_000L;

    private static final long BOUNCE_ECHO_NANOS = 200_000_000L;

    private final InstanceConfig config;
    private final DataPath path;
    private final Gate gate;
    private final VipKeeper vips;
    private final Wire wire;
    private final ElectionLoop election;
    private final TransitionLog history;
    private final PolicyKeeper policy;
    private final InstanceWatch watch;
    private final List<AutoCloseable> owned;
    private final Map<String, Boolean> carrier = new ConcurrentHashMap<>();
    private final Map<String, Advert> heard = new ConcurrentHashMap<>();
    private volatile List<FenceGap> fenceGaps = List.of();
    private @Nullable LinkMonitor links;
    private @Nullable CarrierWatch carriers;
    private final long startedNanos = System.nanoTime();
    private volatile boolean bouncing;

    /**
     * Takes ownership of everything given.
     *
     * @param owned closed with the instance, in order
     */
    InstanceRuntime(
            InstanceConfig config,
            DataPath path,
            VipKeeper vips,
            Wire wire,
            ElectionLoop election,
            TransitionLog history,
            InstanceWatch watch,
            List<AutoCloseable> owned) {
        this.config = config;
        this.path = path;
        this.gate = path.gate();
        this.vips = vips;
        this.wire = wire;
        this.election = election;
        this.history = history;
        this.watch = watch;
        this.policy = path.policy();
        this.owned = List.copyOf(owned);
    }

    /** Starts the election; the fence stands and the ports are up. */
    void start(long epochOnDisk) throws IOException {
        for (String port : config.ports()) {
            carrier(port, BridgePorts.canPass(port));
        }
        links = LinkMonitor.start(this::link);
        if (!config.ports().isEmpty()) {
            carriers = CarrierWatch.start(config.name(), config.ports(), this::carrier);
        }
        long now = System.nanoTime();
        if (!gate.isOpen(now)) {
            vips.release();
        }
        vips.start();
        election.start();
        election.tell(new Input.Started(gate.isOpen(now) ? gate.deadlineNanos() : 0, epochOnDisk));
    }

    private void link(LinkEvent event) {
        switch (event) {
            case LinkEvent.LinkChanged(var link) -> {
                if (config.ports().contains(link.name())) {
                    carrier(link.name(), link.canPass());
                }
            }
            case LinkEvent.LinkRemoved(var link) -> {
                if (config.ports().contains(link.name())) {
                    carrier(link.name(), false);
                }
            }
            case LinkEvent.LinkMonitorFailed failed ->
                    log.error("{}: links: {}", config.name(), failed.cause().getMessage());
        }
    }

    /** Told by the kernel, or answered by it. */
    private synchronized void carrier(String port, boolean up) {
        if (bouncing) {
            return;
        }
        Boolean before = carrier.put(port, up);
        if (before == null ? !up : before != up) {
            log.info("{}: {} {} carrier", config.name(), port, up ? "has" : "has no");
            election.tell(new Input.LegChanged(port, up));
            SecondLock lock = path.lock();
            if (up && lock != null) {
                // The kernel brought it up as blocking.
                lock.follow(gate.isOpen(System.nanoTime()));
            }
        }
    }

    /** Takes the ports' carrier away for a moment, without losing the candidacy over it. Blocks. */
    void bounce() {
        bouncing = true;
        try {
            new PortBounce(config.ports()).bounce();
            // The monitor's own thread may still have the news of the fall before it.
            LockSupport.parkNanos(BOUNCE_ECHO_NANOS);
        } catch (IOException e) {
            log.error("{}: bouncing the ports: {}", config.name(), e.getMessage());
        }
        bouncing = false;
        try {
            for (String port : config.ports()) {
                carrier(port, BridgePorts.canPass(port));
            }
        } catch (IOException e) {
            log.error("{}: carrier: {}", config.name(), e.getMessage());
        }
    }

    /** An authenticated advert of a peer. */
    void advertHeard(Advert advert, String path) {
        Advert before = heard.put(advert.node(), advert);
        Input input =
                new Input.AdvertHeard(org.bridgewall.agent.peer.AdvertPort.decide(advert), path);
        if (before != null
                && before.boot() == advert.boot()
                && before.sequence() == advert.sequence()) {
            election.leave(input); // A copy: all it says is that this path works as well.
        } else {
            election.tell(input);
        }
    }

    /** A frame of our own came in at another port than it left by. */
    void probeCrossed() {
        election.tell(new Input.ProbeCrossed(election.state().node().role() == Role.MASTER));
    }

    /** Whether the replica of the peers' flows is proven; told only where it is news. */
    public void replicaProven(boolean proven) {
        if (state().node().role() != Role.MASTER && state().facts().proven() != proven) {
            election.tell(new Input.ReplicaReported(proven));
        }
    }

    /**
     * The node that was last heard to lead, whether or not it still lives; empty: none was, or this
     * node has led since.
     */
    public Optional<String> leader() {
        ElectionState now = state();
        // A candidate's epoch is the next one already.
        boolean candidate = now.node().role() == Role.CANDIDATE;
        return heard.values().stream()
                .filter(advert -> advert.role() == AdvertRole.MASTER)
                .max(Comparator.comparingLong(Advert::epoch))
                .filter(advert -> candidate || advert.epoch() >= now.facts().epoch())
                .map(Advert::node);
    }

    /** When this instance was started. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Data ports on which the switches speak a spanning tree. */
    public List<String> bpdusSeen() {
        BpduWatch watch = path.bpdus();
        return watch == null ? List.of() : watch.speaking(System.nanoTime(), BPDU_SPAN_NANOS);
    }

    /** Looks at the fence, and mends it where a port came anew or somebody removed it. */
    public void mendFence() {
        List<FenceGap> gaps = gate.verify();
        for (FenceGap gap : gaps) {
            if (gap.devicePresent()) {
                try {
                    gate.fence(gap.port());
                    log.warn("{}: fenced {} again: {}", config.name(), gap.port(), gap.reason());
                } catch (IOException e) {
                    log.error("{}: fence of {}: {}", config.name(), gap.port(), e.getMessage());
                }
            }
        }
        fenceGaps = gaps;
    }

    public InstanceConfig config() {
        return config;
    }

    public ElectionState state() {
        return election.state();
    }

    public ElectionLoop election() {
        return election;
    }

    public Gate gate() {
        return gate;
    }

    public TransitionLog history() {
        return history;
    }

    /** What it watches, whom it tells, with whom it moves. */
    public InstanceWatch watch() {
        return watch;
    }

    public PolicyKeeper policy() {
        return policy;
    }

    /** The virtual addresses on this node. */
    public VipStatus vips() {
        return vips.status();
    }

    /** The spanning tree's state; null where none decides. */
    public @Nullable StpStatus spanningTree() {
        SpanningTree tree = path.tree();
        return tree == null ? null : tree.status();
    }

    /** How the data ports are locked beside the fence: for people. */
    public String secondLock() {
        SecondLock lock = path.lock();
        if (lock != null) {
            return lock.problem().isEmpty() ? "holds" : lock.problem();
        }
        return config.secondLock() == InstanceConfig.SecondLock.OFF ? "off" : "not to be had";
    }

    /** Why the second lock does not hold; empty: it does, or there is none. */
    public String secondLockProblem() {
        SecondLock lock = path.lock();
        return lock == null ? "" : lock.problem();
    }

    /** Last adverts of the peers, by node. */
    public Map<String, Advert> heard() {
        return Map.copyOf(heard);
    }

    /** Whether a data port has carrier. */
    public boolean carrier(String port) {
        return carrier.getOrDefault(port, false);
    }

    /** Ports that are not fenced as they should be. */
    public List<FenceGap> fenceGaps() {
        return fenceGaps;
    }

    @Override
    public void close() {
        watch.trackers().close();
        election.close();
        watch.hooks().close();
        if (links != null) {
            links.close();
        }
        if (carriers != null) {
            carriers.close();
        }
        wire.close();
        policy.close();
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                log.warn("{}: closing: {}", config.name(), e.getMessage());
            }
        }
    }
}
