package org.bridgewall.core.election;

import org.bridgewall.core.promotion.Takeover;
import org.bridgewall.core.promotion.Takeover.Commit;
import org.bridgewall.core.promotion.TakeoverCause;

/** CANDIDATE: commits, waits until the old gate has surely closed, looks at the wire, opens. */
final class CandidateSteps {
    /** After so many failed commits in a row a node goes on without the state: better than dark. */
    private static final int MAX_FAILED_COMMITS = 2;

    /** In a hand-over a pass that takes longer is made again while the old gate is still open. */
    private static final long QUICK_NANOS = 4_000_000L;

    /** After so long it is handed over all the same. */
    private static final long PRACTICE_NANOS = 1_000_000_000L;

    private CandidateSteps() {}

    static void step(Scene scene, NodeState.Candidate candidate, Input input) {
        if (scene.stop != null) {
            giveUp(scene, "told to stop");
            return;
        }
        if (FitnessSteps.unfit(scene)) {
            scene.act(new Action.CloseGate());
            FitnessSteps.fault(scene);
            return;
        }
        Takeover takeover = candidate.takeover();
        switch (input) {
            case Input.AdvertHeard(Advert advert, String path) -> heard(scene, candidate, advert);
            case Input.LastChangesHeld(String from, long epoch)
                    when from.equals(candidate.from()) && takeover.commit() == Commit.PREPARED -> {
                if (scene.shut(from, epoch)) {
                    commitLastChanges(scene, candidate);
                }
            }
            case Input.CommitFinished(long epoch, boolean good, String summary)
                    when epoch == takeover.epoch() && takeover.commit() == Commit.RUNNING ->
                    committed(scene, candidate, good, summary);
            case Input.GateOpened(long epoch)
                    when epoch == takeover.epoch() && takeover.opening() ->
                    opened(scene, takeover);
            case Input.GateLost(String why) -> giveUp(scene, "the gate did not open: " + why);
            case Input.DrainAsked drain when drain.drained() -> giveUp(scene, "drained");
            case Input.Ticked ticked -> tick(scene);
            default -> {}
        }
    }

    /** Starts the commit when nothing speaks against it. */
    static void proceed(Scene scene) {
        NodeState.Candidate candidate = (NodeState.Candidate) scene.state;
        Takeover takeover = candidate.takeover();
        if (takeover.commit() == Commit.NOT_STARTED && !worthWaitingForProof(scene, takeover)) {
            become(scene, candidate, takeover.withCommit(Commit.RUNNING, scene.now));
            scene.commit(takeover.epoch());
        }
    }

    /** While the source of the replica still talks, a short wait may complete it. */
    private static boolean worthWaitingForProof(Scene scene, Takeover takeover) {
        return !scene.proven
                && takeover.cause() == TakeoverCause.RESIGNED
                && scene.anyoneAlive()
                && scene.now - takeover.startedNanos() < scene.config.unprovenNanos();
    }

    private static void tick(Scene scene) {
        proceed(scene);
        NodeState.Candidate candidate = (NodeState.Candidate) scene.state;
        Takeover takeover = candidate.takeover();
        long interval = probeInterval(scene, takeover);
        if (scene.now - takeover.lastProbeNanos() >= interval) {
            takeover = takeover.withProbe(8 * scene.config.probeNanos(), 2 * interval, scene.now);
            become(scene, candidate, takeover);
            scene.probe();
        }
        scene.advertiseIfDue();
        Ballot.Verdict vote = takeover.opening() ? Ballot.Verdict.FREE : Ballot.of(scene, takeover);
        if (takeover.commit() == Commit.RUNNING
                && scene.now - takeover.commitStartedNanos() > scene.config.commitTimeoutNanos()) {
            scene.failedCommits++;
            giveUp(scene, "the commit took longer than its bound");
        } else if (takeover.cause() == TakeoverCause.HANDOVER
                && scene.now - takeover.startedNanos() > scene.config.handoverNanos()) {
            giveUp(scene, "the hand-over was not completed in time");
        } else if (wireStaysBusy(scene, takeover)) {
            giveUp(scene, "the wire is busy: another path forwards");
        } else if (vote == Ballot.Verdict.LOST) {
            giveUp(scene, Ballot.standbyWaits(scene).orElse("the witness gave no vote"));
        } else if (!takeover.opening() && vote == Ballot.Verdict.FREE && mayOpen(scene, takeover)) {
            if (commitIsFinal(scene, takeover)) {
                become(scene, candidate, takeover.withOpening());
                scene.act(
                        new Action.OpenGate(
                                takeover.epoch(), scene.now + scene.config.leaseNanos()));
            } else {
                become(scene, candidate, takeover.withCommit(Commit.RUNNING, scene.now));
                scene.commit(takeover.epoch());
            }
        }
    }

    /**
     * The wire is looked at closely only when nothing else is awaited: each probe costs every node
     * of the segment an advert.
     */
    private static long probeInterval(Scene scene, Takeover takeover) {
        boolean commits = takeover.commit() == Commit.RUNNING;
        return commits || leaseLeft(scene) > 2 * scene.config.wireClearNanos()
                ? scene.config.standbyProbeNanos()
                : scene.config.probeNanos();
    }

    /** The longest time for which another gate may still be open. */
    private static long leaseLeft(Scene scene) {
        long left = 0;
        for (PeerView peer : scene.peers()) {
            if (peer.gateMayBeOpen(scene.now)) {
                left = Math.max(left, peer.gateClosedByNanos() - scene.now);
            }
        }
        return left;
    }

    /**
     * Whether the commit began after the old gate had closed. Else a master that forwarded unheard
     * may have replicated more since, and what changed is committed before the gate opens.
     */
    private static boolean commitIsFinal(Scene scene, Takeover takeover) {
        long began = takeover.commitStartedNanos();
        if (scene.everCrossed && began - scene.crossedNanos <= 0) {
            return false;
        }
        long overrule = scene.config.overruleNanos();
        for (PeerView peer : scene.peers()) {
            boolean overruled = scene.now - peer.heardNanos() >= overrule;
            if (peer.last().leaseNanos() > 0
                    && peer.gateClosedByNanos() - began > 0
                    && !overruled) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayOpen(Scene scene, Takeover takeover) {
        long free = wireFree(scene, takeover);
        return takeover.commit() == Commit.DONE
                && fenced(scene, free)
                && free >= wireClearNanos(scene, takeover);
    }

    /**
     * No other gate can be open: each lease is over, or its holder is silent and so is the wire.
     */
    private static boolean fenced(Scene scene, long wireFreeNanos) {
        long overrule = scene.config.overruleNanos();
        for (PeerView peer : scene.peers()) {
            boolean overruled =
                    scene.now - peer.heardNanos() >= overrule && wireFreeNanos >= overrule;
            if (peer.gateMayBeOpen(scene.now) && !overruled) {
                return false;
            }
        }
        return true;
    }

    private static long wireFree(Scene scene, Takeover takeover) {
        return takeover.wireFreeNanos(scene.crossedNanos, scene.everCrossed, scene.now);
    }

    private static long wireClearNanos(Scene scene, Takeover takeover) {
        return takeover.cause() == TakeoverCause.HANDOVER
                ? 3 * scene.config.probeNanos()
                : scene.config.wireClearNanos();
    }

    private static boolean wireStaysBusy(Scene scene, Takeover takeover) {
        return takeover.cause() != TakeoverCause.HANDOVER
                && scene.now - takeover.startedNanos() > 4 * scene.config.leaseNanos()
                && scene.everCrossed
                && scene.now - scene.crossedNanos < scene.config.wireClearNanos();
    }

    private static void heard(Scene scene, NodeState.Candidate candidate, Advert advert) {
        Takeover takeover = candidate.takeover();
        boolean fromSource = advert.node().equals(candidate.from());
        if (advert.holdsGate()) {
            boolean ours = fromSource && advert.handoverTo().equals(scene.config.node());
            if (!ours) {
                giveUp(scene, "master " + advert.node() + " is heard");
            }
        } else if (advert.role() == Role.CANDIDATE
                && !takeover.opening()
                && Ranking.MASTERS.compare(advert, scene.advert()) < 0) {
            giveUp(scene, advert.node() + " takes over, and goes first");
        } else if (!takeover.opening() && unawareOf(scene, takeover, advert)) {
            outdated(scene, candidate, advert);
        } else if (fromSource && takeover.commit() == Commit.PREPARED) {
            commitLastChanges(scene, candidate);
        }
    }

    /** The gate of the old master is shut: fetch what changed since we prepared. */
    private static void commitLastChanges(Scene scene, NodeState.Candidate candidate) {
        Takeover takeover = candidate.takeover();
        become(scene, candidate, takeover.withCommit(Commit.RUNNING, scene.now));
        scene.commit(takeover.epoch());
    }

    /**
     * Whether there was a mastership that this node, just started, may have known nothing of when
     * it began: a later one, or one of the very epoch that it took for a new one.
     */
    private static boolean unawareOf(Scene scene, Takeover takeover, Advert advert) {
        boolean stranger = scene.previous(advert.node()).isEmpty();
        return advert.epoch() > takeover.epoch()
                || (stranger
                        && advert.epoch() == takeover.epoch()
                        && advert.role() != Role.CANDIDATE);
    }

    /**
     * What that mastership replicated may have come after the commit, and its epoch must not be
     * used again.
     */
    private static void outdated(Scene scene, NodeState.Candidate candidate, Advert advert) {
        Takeover takeover = candidate.takeover();
        String why = advert.node() + " knows of epoch " + advert.epoch();
        if (takeover.cause() == TakeoverCause.HANDOVER) {
            giveUp(scene, why);
            return;
        }
        Takeover anew = Takeover.begin(scene.nextEpoch(), takeover.cause(), scene.now);
        scene.candidate(anew, candidate.from(), why);
        scene.remark("begins anew: " + why);
        proceed(scene);
    }

    private static void committed(
            Scene scene, NodeState.Candidate candidate, boolean good, String summary) {
        Takeover takeover = candidate.takeover();
        if (!good && scene.failedCommits < MAX_FAILED_COMMITS) {
            giveUp(scene, "the commit failed: " + summary);
            return;
        }
        boolean sourceForwards =
                takeover.cause() == TakeoverCause.HANDOVER
                        && scene.master()
                                .map(p -> p.last().node().equals(candidate.from()))
                                .orElse(false);
        if (good && sourceForwards && worthAnotherPass(scene, takeover)) {
            become(scene, candidate, takeover.withCommit(Commit.RUNNING, scene.now));
            scene.commit(takeover.epoch());
            return;
        }
        become(
                scene,
                candidate,
                takeover.withCommit(sourceForwards ? Commit.PREPARED : Commit.DONE, scene.now));
        if (sourceForwards) {
            scene.advertise();
        }
        if (!good) {
            scene.remark("goes on without the replicated state: " + summary);
        }
        tick(scene);
    }

    /**
     * The last pass is made while no gate is open, so it must have little to do, and a process that
     * has just begun must have done it before: its code is slow at first.
     */
    private static boolean worthAnotherPass(Scene scene, Takeover takeover) {
        return scene.now - takeover.commitStartedNanos() > QUICK_NANOS
                && scene.now - takeover.startedNanos() < PRACTICE_NANOS;
    }

    private static void opened(Scene scene, Takeover takeover) {
        ElectionConfig config = scene.config;
        scene.staleFlows = false;
        scene.proven = false;
        // First of all: until the switches know, they send everything into the old master's wall.
        scene.act(new Action.Announce(takeover.epoch()));
        scene.become(
                new NodeState.Master(
                        takeover.epoch(),
                        scene.now,
                        scene.now + config.leaseNanos(),
                        scene.now,
                        false,
                        null),
                "took over");
        scene.advertise();
        scene.act(new Action.KeepEpoch(takeover.epoch()));
    }

    private static void giveUp(Scene scene, String why) {
        scene.act(new Action.CloseGate());
        scene.backup(scene.patience(), why);
    }

    private static void become(Scene scene, NodeState.Candidate candidate, Takeover takeover) {
        scene.state = new NodeState.Candidate(takeover, candidate.from());
    }
}
