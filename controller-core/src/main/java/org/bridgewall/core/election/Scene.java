package org.bridgewall.core.election;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bridgewall.core.promotion.Takeover;
import org.jspecify.annotations.Nullable;

/** The working copy of a state during one step. Thread rule: lives and dies within the step. */
final class Scene {
    final ElectionConfig config;
    final long now;
    private final ElectionState before;
    private final List<Action> actions = new ArrayList<>();
    private final Map<String, PeerView> peers;
    private final Set<String> legsDown;

    NodeState state;
    long epoch;
    boolean everCrossed;
    long crossedNanos;
    boolean proven;
    boolean drained;
    boolean staleFlows;
    int failedCommits;
    Health health;
    Input.@Nullable StopAsked stop;
    WitnessView witness;
    private long advertSequence;
    private long nextAdvertNanos;
    private long lastProbeNanos;
    private long transitions;
    private String reason;

    Scene(ElectionConfig config, ElectionState before, long now) {
        this.config = config;
        this.now = now;
        this.before = before;
        Facts facts = before.facts();
        state = before.node();
        peers = new TreeMap<>(facts.peers());
        legsDown = new TreeSet<>(facts.legsDown());
        epoch = facts.epoch();
        everCrossed = facts.everCrossed();
        crossedNanos = facts.crossedNanos();
        proven = facts.proven();
        drained = facts.drained();
        staleFlows = facts.staleFlows();
        failedCommits = facts.failedCommits();
        health = facts.health();
        stop = facts.stop();
        advertSequence = facts.advertSequence();
        nextAdvertNanos = facts.nextAdvertNanos();
        lastProbeNanos = facts.lastProbeNanos();
        transitions = facts.transitions();
        reason = facts.reason();
        witness = facts.witness();
    }

    Step end() {
        Facts facts =
                new Facts(
                        before.facts().boot(),
                        Map.copyOf(peers),
                        Set.copyOf(legsDown),
                        epoch,
                        everCrossed,
                        crossedNanos,
                        proven,
                        drained,
                        staleFlows,
                        failedCommits,
                        health,
                        stop,
                        advertSequence,
                        nextAdvertNanos,
                        lastProbeNanos,
                        transitions,
                        reason,
                        witness);
        return new Step(new ElectionState(state, facts), List.copyOf(actions));
    }

    void act(Action action) {
        actions.add(action);
    }

    /** Changes the state, and reports it when the role changes with it. */
    void become(NodeState next, String why) {
        boolean roleChanges = next.role() != state.role();
        Role from = state.role();
        state = next;
        if (roleChanges) {
            report(from, why, Transition.Kind.CHANGE);
        }
    }

    /** Reports without a change of role: a refusal, a resumption, an alarm. */
    void remark(String why) {
        report(state.role(), why, Transition.Kind.REMARK);
    }

    /** Tells the present role again, to hooks as well: others had reason to think otherwise. */
    void reassert(String why) {
        report(state.role(), why, Transition.Kind.REASSERTED);
    }

    private void report(Role from, String why, Transition.Kind kind) {
        transitions++;
        reason = why;
        act(
                new Action.Report(
                        new Transition(transitions, now, from, state.role(), epoch, why, kind)));
    }

    /** Back to BACKUP, with the master-down timer started anew. */
    void backup(long waitNanos, String why) {
        become(new NodeState.Backup(now + waitNanos, 0, 0), why);
        advertise();
    }

    /** Starts a takeover; the commit begins at once, overlapping the wait for the old lease. */
    void candidate(Takeover takeover, String from, String why) {
        epoch = takeover.epoch();
        become(new NodeState.Candidate(takeover, from), why);
        advertise();
    }

    /** The silence to wait for before counting a master as down when its interval is unknown. */
    long patience() {
        return masterDownNanos(config.advertNanos());
    }

    Optional<PeerView> previous(String node) {
        return Optional.ofNullable(before.facts().peers().get(node));
    }

    /**
     * Folds an advert in; false: it is our own, or a copy or an older one, and says nothing new.
     */
    boolean hear(Advert advert, String path) {
        if (advert.node().equals(config.node())) {
            return false;
        }
        PeerView known = peers.get(advert.node());
        PeerView view =
                known == null
                        ? PeerView.first(advert, path, config.fenceMarginNanos(), now)
                        : known.hear(advert, path, config.fenceMarginNanos(), now);
        peers.put(advert.node(), view);
        epoch = Math.max(epoch, advert.epoch());
        return view.last().equals(advert) && (known == null || !known.last().equals(advert));
    }

    /** Folds in that a mastership is over; false: the node was heard in a later one, or never. */
    boolean shut(String node, long epoch) {
        PeerView peer = peers.get(node);
        if (peer == null || peer.last().epoch() > epoch) {
            return false;
        }
        peers.put(node, peer.shut());
        return true;
    }

    void leg(String port, boolean up) {
        if (up) {
            legsDown.remove(port);
        } else {
            legsDown.add(port);
        }
    }

    Set<String> legsDown() {
        return legsDown;
    }

    Fitness fitness() {
        return Fitness.of(config, legsDown, health);
    }

    /** Active_Down_Interval with the priority in force. */
    long masterDownNanos(long intervalNanos) {
        return config.masterDownNanos(intervalNanos, fitness().priority());
    }

    /** Whether the dead legs leave no pair of ports that frames could cross between. */
    boolean nothingCrosses() {
        boolean uplinkDown = legsDown.contains(config.uplink());
        int screenedDown = legsDown.size() - (uplinkDown ? 1 : 0);
        return uplinkDown || screenedDown >= config.screenedPorts();
    }

    /** The epoch of a takeover that begins now. */
    long nextEpoch() {
        return Math.max(epoch, witness.epoch()) + 1;
    }

    Optional<PeerView> peer(String node) {
        return Optional.ofNullable(peers.get(node));
    }

    Iterable<PeerView> peers() {
        return peers.values();
    }

    boolean alive(PeerView peer) {
        return peer.alive(config, now);
    }

    boolean anyoneAlive() {
        return peers.values().stream().anyMatch(this::alive);
    }

    /** The other node whose gate is open by its own, fresh word. */
    Optional<PeerView> master() {
        return peers.values().stream()
                .filter(this::alive)
                .filter(p -> p.last().holdsGate())
                .max(Comparator.comparingLong(p -> p.last().epoch()));
    }

    /** How many nodes that are heard go before this one by name. */
    int aliveBefore() {
        return (int)
                peers.values().stream()
                        .filter(this::alive)
                        .filter(p -> p.last().node().compareTo(config.node()) < 0)
                        .count();
    }

    boolean someoneTakesOver() {
        return peers.values().stream()
                .filter(this::alive)
                .anyMatch(p -> p.last().role() == Role.CANDIDATE);
    }

    boolean couldTakeOver(String node) {
        PeerView peer = peers.get(node);
        return peer != null && alive(peer) && peer.last().eligible();
    }

    /** The best standby that could take over now. */
    Optional<PeerView> bestStandby() {
        return peers.values().stream()
                .filter(this::alive)
                .filter(p -> p.last().eligible())
                .min(Comparator.comparing(PeerView::last, Ranking.STANDBYS));
    }

    /** Sends an advert of the present state on every path; the next regular one is counted anew. */
    void advertise() {
        act(new Action.SendAdvert(advert()));
        nextAdvertNanos = now + config.advertNanos();
    }

    void advertiseIfDue() {
        if (now - nextAdvertNanos >= 0) {
            advertise();
        }
    }

    /**
     * Has the replica written. What is written goes stale if the takeover comes to nothing: then
     * the connections go on through another node.
     */
    void commit(long takeoverEpoch) {
        staleFlows = true;
        act(new Action.Commit(takeoverEpoch));
    }

    /** The own table is one of the past, and what is proven from now on is the replica. */
    void endMastership() {
        staleFlows = true;
        proven = false;
    }

    /**
     * The table of an ended mastership, or of a takeover that came to nothing, may be the last copy
     * until the new master has shared its own, and this node was shown to hold it.
     */
    void dropStaleFlows(Advert master) {
        if (staleFlows && proven && master.proven()) {
            staleFlows = false;
            act(new Action.DropStaleFlows());
        }
    }

    /** Beside the regular adverts; at most as often as a standby probes. */
    void advertiseAgain() {
        long sinceLast = config.advertNanos() - (nextAdvertNanos - now);
        if (sinceLast >= config.standbyProbeNanos()) {
            advertise();
        }
    }

    void probe() {
        act(new Action.SendProbe(advert()));
        lastProbeNanos = now;
    }

    /** A standby that misses the master looks at the wire more often than it adverts. */
    void probeIfDue() {
        if (now - lastProbeNanos >= config.standbyProbeNanos()) {
            probe();
        }
    }

    /** For how long the gate may stay open by itself; 0 when it is surely closed. */
    private long leaseLeft(long deadlineNanos) {
        long left = deadlineNanos - now;
        return left <= 0 ? 0 : left + config.leaseSlackNanos();
    }

    Advert advert() {
        advertSequence++;
        boolean counts = !drained && stop == null;
        long lease = 0;
        String handoverTo = "";
        boolean prepared = false;
        boolean asks = false;
        long held = epoch;
        switch (state) {
            case NodeState.Init init ->
                    lease = init.resuming() ? leaseLeft(init.gateDeadlineNanos()) : 0;
            case NodeState.Backup backup ->
                    asks = backup.asksUntilNanos() != 0 && now - backup.asksUntilNanos() < 0;
            case NodeState.Candidate candidate -> {
                held = candidate.takeover().epoch();
                prepared = candidate.takeover().commit() == Takeover.Commit.PREPARED;
            }
            case NodeState.Master master -> {
                held = master.epoch();
                NodeState.Handover handover = master.handover();
                boolean closed = handover != null && handover.gateClosed();
                lease = closed ? 0 : leaseLeft(master.leaseUntilNanos());
                handoverTo = handover == null ? "" : handover.to();
                counts = true;
            }
            case NodeState.Fault fault -> counts = false;
            case NodeState.Stopping stopping -> counts = false;
            case NodeState.Stopped stopped -> counts = false;
        }
        return new Advert(
                config.node(),
                before.facts().boot(),
                advertSequence,
                state.role(),
                counts ? fitness().priority() : 0,
                held,
                config.advertNanos(),
                lease,
                handoverTo,
                prepared,
                proven,
                asks);
    }
}
