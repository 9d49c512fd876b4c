package org.bridgewall.core.election;

import java.util.Optional;

/** MASTER: renews the lease, says so, and gives way where it must. */
final class MasterSteps {
    private static final long DRAIN_NANOS = 30_000_000L;
    private static final long STOP_WAIT_NANOS = 1_000_000_000L;

    private MasterSteps() {}

    static void step(Scene scene, NodeState.Master master, Input input) {
        boolean closed = master.handover() != null && master.handover().gateClosed();
        if (!closed && scene.now - master.leaseUntilNanos() >= 0) {
            long late = (scene.now - master.leaseUntilNanos()) / 1_000_000;
            stepDown(scene, "its lease ran out " + late + " ms ago: it was away");
            return;
        }
        if (!closed && FitnessSteps.mustGiveWay(scene)) {
            scene.act(new Action.CloseGate());
            scene.endMastership();
            FitnessSteps.fault(scene);
            scene.advertise();
            return;
        }
        switch (input) {
            case Input.AdvertHeard(Advert advert, String path) -> heard(scene, master, advert);
            case Input.Ticked ticked -> tick(scene, master);
            case Input.GateLost(String why) -> stepDown(scene, "the gate was lost: " + why);
            case Input.ProbeCrossed crossed when crossed.asMaster() ->
                    stepDown(scene, "its own probe came back: a second path crosses");
            case Input.TableShared(long epoch) when epoch <= master.epoch() -> scene.proven = true;
            case Input.ReplicationDrained(boolean complete) when closed ->
                    resign(scene, master, complete);
            case Input.SwitchoverAsked(String to) -> switchOver(scene, master, to);
            case Input.WitnessAnswered(long epoch, boolean granted, long standing, String holder)
                    when granted && epoch > master.epoch() ->
                    goOn(scene, master, epoch);
            case Input.DrainAsked(boolean drained) when drained ->
                    handOver(scene, master, "drained by an operator");
            case Input.StopAsked stop -> stop(scene, master, stop);
            default -> {}
        }
    }

    private static void tick(Scene scene, NodeState.Master master) {
        NodeState.Handover handover = master.handover();
        if (handover != null && handover.gateClosed()) {
            if (scene.now - handover.sinceNanos() >= 2 * DRAIN_NANOS) {
                resign(scene, master, false);
            }
            return;
        }
        Optional<String> lost = Ballot.master(scene, master);
        if (lost.isPresent()) {
            stepDown(scene, lost.get());
            return;
        }
        boolean lone = alone(scene, master);
        if (scene.now - master.renewAtNanos() >= 0 || lone != master.lone()) {
            renew(scene, master, lone);
        }
        scene.advertiseIfDue();
        if (handover != null && scene.now - handover.sinceNanos() >= scene.config.handoverNanos()) {
            abandon(scene, "hand-over to " + handover.to() + " abandoned: not prepared in time");
        } else if (handover != null && !scene.couldTakeOver(handover.to())) {
            abandon(scene, "hand-over to " + handover.to() + " abandoned: it cannot take over");
        } else if (handover == null && preempted(scene)) {
            handOver(scene, (NodeState.Master) scene.state, preemption(scene));
        }
    }

    /** The witness let this master go on, in a later epoch. */
    private static void goOn(Scene scene, NodeState.Master master, long epoch) {
        scene.epoch = Math.max(scene.epoch, epoch);
        scene.state =
                new NodeState.Master(
                        epoch,
                        master.sinceNanos(),
                        master.leaseUntilNanos(),
                        master.renewAtNanos(),
                        master.lone(),
                        master.handover());
        scene.act(new Action.KeepEpoch(epoch));
        scene.advertise();
    }

    private static void renew(Scene scene, NodeState.Master master, boolean lone) {
        ElectionConfig config = scene.config;
        long until = scene.now + (lone ? config.loneLeaseNanos() : config.leaseNanos());
        scene.act(new Action.RenewLease(until));
        scene.state =
                new NodeState.Master(
                        master.epoch(),
                        master.sinceNanos(),
                        until,
                        scene.now + config.renewNanos(),
                        lone,
                        master.handover());
        if (lone != master.lone()) {
            scene.remark(
                    lone
                            ? "alone: no peer is heard on any path, the lease is long"
                            : "no longer alone: the lease is short again");
        }
    }

    private static boolean alone(Scene scene, NodeState.Master master) {
        long heard = master.sinceNanos();
        for (PeerView peer : scene.peers()) {
            heard = Math.max(heard, peer.heardNanos());
        }
        return scene.now - heard >= scene.config.loneAfterNanos() && !Ballot.peerSeen(scene);
    }

    /**
     * Whether a standby that is up to date goes before this master, once that has shared its table:
     * one of higher priority, with preemption on, or when tracking has lowered this master for a
     * while; or the owner, whatever the preemption (RFC 9568 section 6.1, Preempt_Mode).
     */
    private static boolean preempted(Scene scene) {
        Optional<PeerView> standby = scene.bestStandby();
        if (!scene.proven
                || standby.isEmpty()
                || !standby.get().last().proven()
                || standby.get().last().priority() <= scene.fitness().priority()) {
            return false;
        }
        boolean owner = standby.get().last().priority() == ElectionConfig.OWNER;
        return owner
                || FitnessSteps.lowered(scene)
                || (scene.config.preempt()
                        && scene.now - standby.get().eligibleSinceNanos()
                                >= scene.config.preemptDelayNanos());
    }

    private static String preemption(Scene scene) {
        Fitness fitness = scene.fitness();
        return fitness.lowered()
                ? "a standby goes first, this node's priority is lowered to "
                        + fitness.priority()
                        + ": "
                        + String.join("; ", fitness.inForce())
                : "a standby of higher priority is ready";
    }

    private static void heard(Scene scene, NodeState.Master master, Advert advert) {
        NodeState.Handover handover = master.handover();
        boolean closed = handover != null && handover.gateClosed();
        if (master.lone() && !closed) {
            renew(scene, master, false);
        }
        if (closed
                && handover != null
                && advert.holdsGate()
                && advert.node().equals(handover.to())) {
            // It held the last changes before this node knew.
            resign(scene, master, true);
        } else if (advert.holdsGate()) {
            if (Ranking.MASTERS.compare(advert, scene.advert()) < 0) {
                stepDown(scene, advert.node() + " is master of a later epoch");
            } else if (!closed) {
                if (!claimedBefore(scene, master, advert)) {
                    scene.reassert(
                            "stays master: "
                                    + advert.node()
                                    + " claims the role too, it must yield");
                }
                scene.advertise();
            }
        } else if (!closed && claimedBefore(scene, master, advert)) {
            scene.reassert("stays master: " + advert.node() + " has yielded");
            scene.act(new Action.Announce(master.epoch()));
        } else if (advert.prepared()
                && handover != null
                && !closed
                && advert.node().equals(handover.to())) {
            scene.act(new Action.CloseGate());
            with(scene, new NodeState.Handover(handover.to(), true, scene.now));
            scene.act(new Action.DrainReplication(handover.to(), master.epoch(), DRAIN_NANOS));
        } else if (advert.asksHandover() && handover == null && advert.eligible()) {
            String to = advert.node();
            handOver(scene, (NodeState.Master) scene.state, to, to + " was told to ask");
        } else if (advert.role() == Role.CANDIDATE && handover == null) {
            // It does not hear us: say it again at once, on every path.
            scene.advertiseAgain();
        }
    }

    /** Whether the node said, in the time of this master, that its gate is open as well. */
    private static boolean claimedBefore(Scene scene, NodeState.Master master, Advert advert) {
        return scene.previous(advert.node())
                .filter(p -> p.last().holdsGate() && p.heardNanos() - master.sinceNanos() > 0)
                .isPresent();
    }

    private static void switchOver(Scene scene, NodeState.Master master, String to) {
        String why = "an operator asked";
        if (to.isEmpty()) {
            handOver(scene, master, why);
        } else if (scene.couldTakeOver(to)) {
            handOver(scene, master, to, why);
        } else {
            scene.remark("no hand-over to " + to + ": it is no standby that could take over");
        }
    }

    private static void handOver(Scene scene, NodeState.Master master, String why) {
        Optional<PeerView> standby = scene.bestStandby();
        if (standby.isEmpty()) {
            scene.remark("no hand-over (" + why + "): no standby could take over");
        } else {
            handOver(scene, master, standby.get().last().node(), why);
        }
    }

    private static void handOver(Scene scene, NodeState.Master master, String to, String why) {
        if (master.handover() == null) {
            with(scene, new NodeState.Handover(to, false, scene.now));
            scene.remark("hands over to " + to + ": " + why);
            scene.advertise();
        }
    }

    /** The gate is shut and the peers have the last changes: let the successor go on. */
    private static void resign(Scene scene, NodeState.Master master, boolean complete) {
        scene.endMastership();
        String to = master.handover() == null ? "" : " to " + master.handover().to();
        String why = "handed over" + to + (complete ? "" : ", last changes not acknowledged");
        if (scene.stop == null) {
            // Its successor says something at every advert interval, or it has died.
            scene.backup(scene.patience(), why);
        } else {
            scene.become(new NodeState.Stopping(scene.now + STOP_WAIT_NANOS), why);
            scene.advertise();
        }
        scene.advertise();
    }

    private static void stop(Scene scene, NodeState.Master master, Input.StopAsked stop) {
        if (scene.bestStandby().isPresent()) {
            handOver(scene, master, "it was told to stop");
            return;
        }
        if (stop.leaveOpen()) {
            scene.act(new Action.RenewLease(scene.now + scene.config.loneLeaseNanos()));
        } else {
            scene.act(new Action.CloseGate());
        }
        scene.become(
                new NodeState.Stopped(),
                stop.leaveOpen() ? "stopped; the gate stays open" : "stopped; the gate is closed");
        scene.advertise();
        scene.act(new Action.Stop());
    }

    /** A hand-over that failed; a process that must stop looks for another way. */
    private static void abandon(Scene scene, String why) {
        with(scene, null);
        scene.remark(why);
        if (scene.stop != null) {
            stop(scene, (NodeState.Master) scene.state, scene.stop);
        }
    }

    private static void stepDown(Scene scene, String why) {
        scene.act(new Action.CloseGate());
        scene.endMastership();
        scene.backup(scene.patience() + scene.config.leaseNanos(), why);
    }

    private static void with(
            Scene scene, NodeState.@org.jspecify.annotations.Nullable Handover next) {
        NodeState.Master now = (NodeState.Master) scene.state;
        scene.state =
                new NodeState.Master(
                        now.epoch(),
                        now.sinceNanos(),
                        now.leaseUntilNanos(),
                        now.renewAtNanos(),
                        now.lone(),
                        next);
    }
}
