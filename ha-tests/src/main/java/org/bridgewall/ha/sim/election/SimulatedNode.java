package org.bridgewall.ha.sim.election;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Fitness;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.Step;
import org.bridgewall.core.election.TrackResult;

/** One box: a kernel that stays, and an agent that may be running, frozen or dead. */
final class SimulatedNode {
    final String name;
    final SimulatedKernel kernel = new SimulatedKernel();
    final Deque<Input> inbox = new ArrayDeque<>();
    private final Election election;
    private final SimulatedCluster cluster;
    final Set<Long> committed = new HashSet<>();

    /** What is tracked, as it is now: a new life of the agent finds it so. */
    private final Map<String, TrackResult> tracks = new TreeMap<>();

    ElectionState state;
    boolean running;
    boolean frozen;

    /** Counts lives of the agent: what was under way in an earlier one is void. */
    int life;

    SimulatedNode(SimulatedCluster cluster, ElectionConfig config) {
        this.cluster = cluster;
        this.name = config.node();
        this.election = new Election(config);
        this.state = ElectionState.initial(0, 0);
    }

    void start(long now) {
        life++;
        running = true;
        frozen = false;
        inbox.clear();
        committed.clear();
        cluster.witness.restarted(this);
        state = ElectionState.initial(cluster.random.nextLong(), now);
        if (!kernel.uplinkUp) {
            inbox.add(new Input.LegChanged("up0", false));
        }
        if (!kernel.screenedUp) {
            inbox.add(new Input.LegChanged("dn0", false));
        }
        tracks.forEach((track, result) -> inbox.add(new Input.TrackReported(track, result)));
        inbox.add(
                new Input.Started(
                        kernel.gateOpen(now) ? kernel.gateDeadline : 0, kernel.epochOnDisk));
    }

    /** Something tracked changes. */
    void track(String name, TrackResult result) {
        tracks.put(name, result);
        tell(new Input.TrackReported(name, result));
    }

    /** Everything tracked is well. */
    void cure() {
        tracks.keySet().forEach(name -> track(name, TrackResult.well("well")));
    }

    void tell(Input input) {
        if (running) {
            inbox.add(input);
        }
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    ElectionConfig config() {
        return election.config();
    }

    void kill() {
        running = false;
        inbox.clear();
    }

    /** One turn of the agent's loop: all inputs first, the time last. */
    void turn(long now) {
        if (!running || frozen) {
            return;
        }
        while (!inbox.isEmpty()) {
            apply(inbox.removeFirst(), now);
        }
        apply(new Input.Ticked(), now);
    }

    private void apply(Input input, long now) {
        if (!running) {
            return;
        }
        long epochBefore = state.facts().epoch();
        Step step = election.step(state, input, now);
        state = step.next();
        cluster.check(
                state.facts().epoch() >= epochBefore,
                () -> name + ": epoch went back from " + epochBefore);
        if (input instanceof Input.Ticked) {
            checkFitness(now);
        }
        for (Action action : step.actions()) {
            perform(action, now);
        }
    }

    /** Who is unfit is no candidate, and no master where another is known to be ready. */
    private void checkFitness(long now) {
        Fitness fitness = Fitness.of(election.config(), state);
        Role role = state.node().role();
        cluster.check(
                fitness.legs().isEmpty() || (role != Role.BACKUP && role != Role.CANDIDATE),
                () -> name + ": is " + role + " with " + fitness.legs());
        boolean handsOver = state.node() instanceof NodeState.Master m && m.handover() != null;
        boolean ready =
                state.facts().peers().values().stream()
                        .anyMatch(p ->
                                p.alive(election.config(), now)
                                        && p.last().eligible()
                                        && p.last().proven());
        cluster.check(
                role != Role.MASTER || handsOver || !fitness.tracksFail() || !ready,
                () -> name + ": leads in spite of " + fitness.causes());
    }

    private void perform(Action action, long now) {
        switch (action) {
            case Action.SendAdvert(Advert advert) -> {
                cluster.sendAdvert(this, advert, now);
                cluster.sendFrame(this, advert, now);
            }
            case Action.SendProbe(Advert advert) -> cluster.sendFrame(this, advert, now);
            case Action.OpenGate(long epoch, long deadline) -> open(epoch, deadline, now);
            case Action.RenewLease(long deadline) -> {
                if (kernel.gateOpen(now)) {
                    kernel.gateDeadline = deadline;
                } else {
                    kernel.gateDeadline = 0;
                    inbox.add(new Input.GateLost("lease not held"));
                }
            }
            case Action.CloseGate() -> kernel.gateDeadline = 0;
            case Action.Commit(long epoch) -> cluster.commit(this, epoch, now);
            case Action.DrainReplication(String to, long epoch, long timeout) ->
                    cluster.drain(this, to, epoch, timeout, now);
            case Action.KeepEpoch(long epoch) ->
                    kernel.epochOnDisk = cluster.diskFull ? kernel.epochOnDisk : epoch;
            case Action.Stop() -> running = false;
            case Action.Report(var transition) ->
                    cluster.trace(
                            now,
                            name,
                            transition.from()
                                    + " -> "
                                    + transition.to()
                                    + " epoch "
                                    + transition.epoch()
                                    + ": "
                                    + transition.reason());
            case Action.AskWitness(long epoch, long known) ->
                    cluster.witness.ask(this, epoch, known);
            case Action.ReleaseWitness(long epoch) -> cluster.witness.release(this, epoch);
            case Action.Announce(long epoch) -> cluster.share(this, epoch, now);
            case Action.DropStaleFlows drop ->
                    cluster.check(
                            !kernel.gateOpen(now),
                            () -> name + ": dropped its flows while it forwards");
        }
    }

    private void open(long epoch, long deadline, long now) {
        boolean resumes = kernel.gateOpen(now);
        cluster.check(
                resumes || committed.contains(epoch),
                () -> name + ": opened its gate in epoch " + epoch + " before its commit");
        if (deadline - now > 0) {
            kernel.gateDeadline = deadline;
            inbox.add(new Input.GateOpened(epoch));
            cluster.opened(this, now);
        } else {
            inbox.add(new Input.GateLost("deadline had passed"));
        }
    }

    void committed(long epoch, boolean good) {
        committed.add(epoch);
        inbox.add(new Input.CommitFinished(epoch, good, good ? "done" : "refused"));
    }
}
